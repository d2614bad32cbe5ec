using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Journey;

/// <summary>Who writes an application at the counter looks at the person's data: a row for each stretch of work, however many pages it has.</summary>
internal sealed class CounterLooks(AppDb db, AccessLog accessLog, Writing writing, Visitor visitor, TimeProvider clock)
{
    private const int Hours = 8;

    public const string Purpose = "Allo sportello, su richiesta della persona";

    public static string Of(Models.ProcedureModel model) => $"Domanda allo sportello: {model.Title.It}";

    public async Task LookAsync(ApplicationJourney journey)
    {
        if (!journey.IsAtCounter) return;
        var subject = Cases.LookSubject.Of(journey.Applicant.PersonId, journey.Applicant.TaxCode);
        var (what, since) = (Of(journey.Model), clock.UtcNow().AddHours(-Hours));
        if (await db.Set<AccessRecord>().AnyAsync(look => look.SubjectId == subject && look.StaffId == visitor.StaffId && look.What == what && look.At > since)) return;
        await accessLog.RecordAsync(writing, subject, what, Purpose);
    }
}
