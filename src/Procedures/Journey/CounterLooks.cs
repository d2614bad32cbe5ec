using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Journey;

/// <summary>Who writes an application for somebody else, at the counter or by a mandate, looks at their data: a row for each stretch of work, however many pages it has.</summary>
internal sealed class CounterLooks(AppDb db, AccessLog accessLog, Writing writing, Visitor visitor, TimeProvider clock)
{
    private const int Hours = 8;

    public const string Purpose = "Allo sportello, su richiesta della persona";

    public static string Of(Models.ProcedureModel model) => $"Domanda allo sportello: {model.Title.It}";

    public async Task LookAsync(ApplicationJourney journey)
    {
        if (!journey.IsAtCounter && visitor.Mandate is null) return;
        var subject = Cases.LookSubject.Of(journey.Applicant.PersonId, journey.Applicant.TaxCode);
        var (what, since) = (visitor.Mandate is null ? Of(journey.Model) : $"Domanda: {journey.Model.Title.It}", clock.UtcNow().AddHours(-Hours));
        var mine = db.Set<AccessRecord>().Where(look => look.SubjectId == subject && look.What == what && look.At > since);
        if (await (visitor.IsStaff ? mine.AnyAsync(look => look.StaffId == visitor.StaffId) : mine.AnyAsync(look => look.StaffId == null && look.StaffName == visitor.FullName))) return;
        await accessLog.RecordAsync(writing, subject, what, visitor.Mandate?.Act.It ?? Purpose);
    }
}
