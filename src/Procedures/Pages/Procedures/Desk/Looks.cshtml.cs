using System.Globalization;
using Liburia.Design.Charts;
using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>A look, with the name of the person and what was asked about it.</summary>
internal sealed record LookRow(AccessRecord Record, string Person);

/// <summary>What the office's people have looked at in the last thirty days: what is unusual first, then what citizens ask, then everything.</summary>
[Permission(ProceduresModule.ReviewLooks)]
internal sealed class LooksModel(AppDb db, ISubjectRegister subjects, Visitor visitor, LookQuestions questions, AccessLog accessLog, Writing writing, AuditTrail audit, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    private const int Days = 30;

    public ListView Patterns { get; private set; } = null!;
    public IReadOnlyList<(LookQuestion Question, LookRow Look)> Questions { get; private set; } = [];
    public ListView Looks { get; private set; } = null!;
    public Chart ByDay { get; private set; } = null!;

    /// <summary>Only one person's looks.</summary>
    [BindProperty(SupportsGet = true, Name = "chi")]
    public Guid? Who { get; set; }

    public string? WhoName { get; private set; }

    private static readonly ListOf<LookPattern> Unusual = new()
    {
        Caption = new("Consultazioni insolite, dalla più recente", "Unusual looks, latest first"),
        EmptyTitle = new("Niente di insolito", "Nothing unusual"),
        EmptyText = new("Qui compare chi consulta molte persone senza una pratica, la stessa persona più volte, fuori orario, o chi ha il suo stesso cognome.",
            "Who looks at many people without a case, at the same person several times, out of hours, or at who bears their name appears here."),
        Columns =
        [
            new("day", new("Giorno", "Day"), ListKind.Day, p => p.Day),
            new("who", new("Chi", "Who"), ListKind.Text, p => p.StaffName) { Href = p => $"/desk/consultazioni?chi={p.StaffId}" },
            new("count", new("Quante", "How many"), ListKind.State, p => new ListState(Say.Number(p.Count), "warning", "it-warning-circle")),
            new("what", new("Che cosa", "What"), ListKind.Text, p => p.Label),
        ],
    };

    private static readonly ListOf<LookRow> Listed = new()
    {
        Caption = new("Consultazioni dell'ufficio, dalla più recente", "Looks of the office, latest first"),
        EmptyTitle = new("Nessuno ha consultato dati di persone", "Nobody looked at people's data"),
        EmptyText = new("Negli ultimi trenta giorni nessuno dell'ufficio ha aperto schede, pratiche o documenti.", "In the last thirty days nobody of the office opened sheets, cases or documents."),
        Keeps = ["chi"],
        Columns =
        [
            new("when", new("Quando", "When"), ListKind.Moment, l => l.Record.At) { Order = [l => l.Record.At] },
            new("who", new("Chi", "Who"), ListKind.Text, l => l.Record.StaffName + (l.Record.ActingFor.Length > 0 ? $" ({l.Record.ActingFor})" : "")) { Order = [l => l.Record.StaffName] },
            new("whose", new("Di chi", "Whose"), ListKind.Text, l => l.Person) { Order = [l => l.Person] },
            new("what", new("Che cosa", "What"), ListKind.Text, l => l.Record.What),
            new("why", new("Perché", "Why"), ListKind.Text, l => l.Record.Purpose),
        ],
        Sort = "when",
        IsDescending = true,
        Unique = l => l.Record.Id,
        File = "consultazioni-ufficio",
    };

    public Task OnGetAsync() => RestoreAsync();

    /// <summary>The looks of thirty days, with whose data they were: that somebody took them away stays written.</summary>
    public async Task<IActionResult> OnGetExportAsync()
    {
        var records = await RecordsAsync();
        var people = await subjects.FindManyAsync([.. records.Select(r => r.SubjectId).Distinct()]);
        var (file, count) = await Listed.ExportAsync(Request, Shown(records, people));
        await writing.RunAsync(() =>
        {
            audit.Note("looks.export", "looks", new { office = visitor.Office, Who, count });
            return Task.FromResult(true);
        });
        await accessLog.SearchedAsync(writing, "Consultazioni, esportazione", "", count);
        return file;
    }

    private Task<List<AccessRecord>> RecordsAsync()
    {
        var (office, since) = (visitor.OfficeId, LegalTime.StartOf(LegalTime.Today(clock).AddDays(-Days)));
        return db.Set<AccessRecord>().AsNoTracking().Where(r => r.OfficeId == office && r.At >= since).OrderByDescending(r => r.At).ToListAsync();
    }

    private IQueryable<LookRow> Shown(IEnumerable<AccessRecord> records, IReadOnlyDictionary<Guid, Person> people) =>
        records.Where(r => Who is null || r.StaffId == Who).Select(r => new LookRow(r, NameOf(r.SubjectId, people))).AsQueryable();

    private static string NameOf(Guid id, IReadOnlyDictionary<Guid, Person> people) => people.TryGetValue(id, out var person) ? person.RegisterName : "persona non in anagrafe";

    public async Task RestoreAsync()
    {
        var (today, office) = (LegalTime.Today(clock), visitor.OfficeId);
        var since = LegalTime.StartOf(today.AddDays(-Days));
        var records = await RecordsAsync();
        var asked = await db.Set<LookQuestion>().AsNoTracking().Join(db.Set<AccessRecord>().AsNoTracking().Where(r => r.OfficeId == office), q => q.RecordId, r => r.Id, (q, r) => new { q, r }).OrderBy(x => x.q.Answer != null).ThenByDescending(x => x.q.AskedAt).Take(50).ToListAsync();
        WhoName = Who is null ? null : records.FirstOrDefault(r => r.StaffId == Who)?.StaffName;
        var people = await subjects.FindManyAsync([.. records.Select(r => r.SubjectId).Concat(asked.Select(x => x.r.SubjectId)).Distinct()]);
        var searches = await db.Set<SearchRecord>().AsNoTracking().Where(r => r.OfficeId == office && r.At >= since).ToListAsync();
        Patterns = await Unusual.ShowAsync(Request, LookPatterns.In(records, searches, people.ToDictionary(p => p.Key, p => p.Value.FamilyName), today).AsQueryable());
        Questions = [.. asked.Select(x => (x.q, new LookRow(x.r, NameOf(x.r.SubjectId, people))))];
        Looks = await Listed.ShowAsync(Request, Shown(records, people));
        var byDay = records.ToLookup(r => LegalTime.DayOf(r.At));
        List<DateOnly> days = [.. Enumerable.Range(0, Days + 1).Select(i => today.AddDays(i - Days))];
        ByDay = new(ChartKind.Columns, new("Consultazioni al giorno", "Looks a day"), new("Giorno", "Day"), [.. days.Select(day => day.ToString("dd/MM", CultureInfo.InvariantCulture))],
        [
            new(new("con una pratica", "with a case"), [.. days.Select(day => byDay[day].LongCount(r => r.CaseId is not null))]),
            new(new("senza", "without"), [.. days.Select(day => byDay[day].LongCount(r => r.CaseId is null))]),
        ]);
    }

    public async Task<IActionResult> OnPostAnswerAsync(Guid question)
    {
        // One answers for one's own office.
        if (!await db.Set<LookQuestion>().AnyAsync(q => q.Id == question && db.Set<AccessRecord>().Any(r => r.Id == q.RecordId && r.OfficeId == visitor.OfficeId))) return NotFound();
        await questions.AnswerAsync(question, Request.Form[$"a-{question:n}"]);
        return LocalRedirect("/desk/consultazioni");
    }
}
