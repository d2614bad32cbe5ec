using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Home;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Registers;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>How the work stands, on the first page of the desk.</summary>
internal sealed class CaseHome(AppDb db, TimeProvider clock, Visitor visitor, OrganizationChart chart) : IHomeCards
{
    public string Permission => ProceduresModule.Work;
    public int Order => 0;

    public async Task<IReadOnlyList<HomeCard>> CardsAsync(CancellationToken cancel)
    {
        var today = LegalTime.Today(clock);
        var open = db.Set<Case>().AsNoTracking().Where(c => c.IsOpen);
        var dead = await db.Set<Job>().CountAsync(j => j.State == JobState.Dead && j.SilencedBecause == null, cancel);
        return
        [
            new(new("In ritardo", "Late"), await open.CountAsync(c => c.DueOn < today && c.State != CaseState.AwaitingPayment, cancel), IsAlarming: true),
            new(new("In scadenza oggi", "Due today"), await open.CountAsync(c => c.DueOn == today, cancel)),
            new(new("Aperte", "Open"), await open.CountAsync(cancel), "/desk/pratiche?stato=aperte"),
            new(new("Lavori in attesa o fermi", "Jobs waiting or stuck"), await db.Set<Job>()
                .CountAsync(j => j.State == JobState.Waiting || j.State == JobState.Running, cancel), "/desk/console", Alarm: dead == 0 ? "" : $"{dead} fermi"),
        ];
    }

    /// <summary>Of the office: given to somebody who works here no more; lines of public registers that nobody has seen yet; entries whose holder has moved.</summary>
    public async Task<IReadOnlyList<HomeNotice>> NoticesAsync(CancellationToken cancel)
    {
        var orphans = await CaseWork.Orphans(db.Set<Case>().AsNoTracking(), visitor.OfficeId,
            [.. (await chart.StaffOfAsync(visitor.OfficeId, cancel)).Select(s => s.Id)]).CountAsync(cancel);
        var unseen = await db.Set<RegisterEntry>().CountAsync(e => e.AwaitsReview && e.IsPublic && db.Set<Case>()
            .Any(c => c.Id == e.CaseId && c.OfficeId == visitor.OfficeId), cancel);
        var moved = await db.Set<RegisterEntry>().Where(e => e.HolderMovedOn != null)
            .Join(db.Set<Case>().Where(c => c.OfficeId == visitor.OfficeId), e => e.CaseId, c => c.Id, (e, c) => e.Register).ToListAsync(cancel);
        var notices = new List<HomeNotice>();
        if (orphans > 0)
            notices.Add(new(new("Pratiche da riassegnare", "Cases to give again"), new(
                (orphans == 1 ? "Una pratica è assegnata" : $"{orphans} pratiche sono assegnate") + " a chi non lavora più nell'ufficio",
                (orphans == 1 ? "One case is given" : $"{orphans} cases are given") + " to who no longer works in the office"),
                    "/desk/pratiche?stato=da-riassegnare"));
        if (unseen > 0)
            notices.Add(new(new("Registri pubblici da rivedere", "Public registers to look over"), new(
                (unseen == 1 ? "Una voce aspetta" : $"{unseen} voci aspettano") + " che qualcuno veda ciò che si leggerà",
                (unseen == 1 ? "One line waits" : $"{unseen} lines wait") + " for somebody to see what will be read"), "/desk/registri"));
        if (moved.Count > 0)
            notices.Add(new(new("Titolari che abitano altrove", "Holders who live elsewhere"), new(
                (moved.Count == 1 ? "Una voce di registro è" : $"{moved.Count} voci di registro sono") + " da aggiornare",
                (moved.Count == 1 ? "One register entry is" : $"{moved.Count} register entries are") + " to be brought up to date"), $"/desk/registri/{moved[0]}"));
        return notices;
    }
}
