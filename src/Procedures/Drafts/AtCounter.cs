using Liburia.Platform.Language;

namespace Liburia.Procedures.Drafts;

/// <summary>How who is at the counter was identified (art. 38 c. 3 and art. 45 DPR 445/2000).</summary>
internal enum Identified { Document, Known }

/// <summary>An application that a member of the staff writes for the person in front of them.</summary>
/// <param name="Name">Of the applicant, family name first, where the register of subjects does not know them.</param>
/// <param name="Document">Kind and number of the document shown; none for who is known in person.</param>
/// <param name="StaffName">Who wrote it.</param>
/// <param name="Office">For which office.</param>
internal sealed record AtCounter(string Name, Identified How, string? Document, string StaffName, string Office)
{
    public Texts InWords => How == Identified.Document
        ? new($"Presentata allo sportello ({Office}), scritta da {StaffName}; identità accertata con {Document}", $"Filed at the counter ({Office}), written by {StaffName}; identified by {Document}")
        : new($"Presentata allo sportello ({Office}), scritta da {StaffName}, che conosce di persona il richiedente", $"Filed at the counter ({Office}), written by {StaffName}, who knows the applicant in person");
}
