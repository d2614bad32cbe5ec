using Liburia.Platform.Access;
using Liburia.Subjects.Contracts;

namespace Liburia.Procedures.Cases;

/// <summary>Under which ids a person's data and looks at them stand: the one place that says whom a look is about.</summary>
internal static class LookSubject
{
    /// <summary>Whom a look is about, also where the register of persons does not know them.</summary>
    /// <param name="personId">In the register of persons; empty where it does not know them.</param>
    public static Guid Of(Guid personId, string taxCode) => personId == Guid.Empty ? AccessLog.SubjectOf(taxCode) : personId;

    public static Guid Of(Case item) => Of(item.ApplicantId, item.ApplicantTaxCode);

    /// <summary>Whom a look is about who is known by their tax code.</summary>
    public static async Task<Guid> OfAsync(ISubjectRegister subjects, string taxCode) => Of((await subjects.FindByTaxCodeAsync(taxCode))?.Id
        ?? Guid.Empty, taxCode);

    /// <summary>The person's record where the register has one, and the id of who is known by tax code alone.</summary>
    public static async Task<IReadOnlyCollection<Guid>> KeysOfAsync(this ISubjectRegister subjects, string taxCode) =>
        await subjects.FindByTaxCodeAsync(taxCode) is { } person ? [person.Id, AccessLog.SubjectOf(taxCode)] : [AccessLog.SubjectOf(taxCode)];
}
