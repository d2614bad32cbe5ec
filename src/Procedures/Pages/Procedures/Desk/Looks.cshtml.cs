using Liburia.Platform.Access;
using Liburia.Platform.Database;
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
internal sealed class LooksModel(AppDb db, ISubjectRegister subjects, Visitor visitor, LookQuestions questions, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    private const int Days = 30, Most = 200;

    public IReadOnlyList<LookPattern> Patterns { get; private set; } = [];
    public IReadOnlyList<(LookQuestion Question, LookRow Look)> Questions { get; private set; } = [];
    public IReadOnlyList<LookRow> Looks { get; private set; } = [];
    public IReadOnlyList<(DateOnly Day, int WithCase, int Without)> ByDay { get; private set; } = [];

    /// <summary>Only one person's looks.</summary>
    [BindProperty(SupportsGet = true, Name = "chi")]
    public Guid? Who { get; set; }

    public string? WhoName { get; private set; }

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync()
    {
        var (today, office) = (LegalTime.Today(clock), visitor.OfficeId);
        var since = LegalTime.StartOf(today.AddDays(-Days));
        var records = await db.Set<AccessRecord>().AsNoTracking().Where(r => r.OfficeId == office && r.At >= since).OrderByDescending(r => r.At).ToListAsync();
        var asked = await db.Set<LookQuestion>().AsNoTracking().Join(db.Set<AccessRecord>().AsNoTracking().Where(r => r.OfficeId == office), q => q.RecordId, r => r.Id, (q, r) => new { q, r }).OrderBy(x => x.q.Answer != null).ThenByDescending(x => x.q.AskedAt).Take(50).ToListAsync();
        var shown = records.Where(r => Who is null || r.StaffId == Who).Take(Most).ToList();
        WhoName = Who is null ? null : shown.FirstOrDefault()?.StaffName;
        var people = await subjects.FindManyAsync([.. records.Select(r => r.SubjectId).Concat(asked.Select(x => x.r.SubjectId)).Distinct()]);
        string NameOf(Guid id) => people.TryGetValue(id, out var person) ? person.RegisterName : "persona non in anagrafe";
        var searches = await db.Set<SearchRecord>().AsNoTracking().Where(r => r.OfficeId == office && r.At >= since).ToListAsync();
        Patterns = LookPatterns.In(records, searches, people.ToDictionary(p => p.Key, p => p.Value.FamilyName), today);
        Questions = [.. asked.Select(x => (x.q, new LookRow(x.r, NameOf(x.r.SubjectId))))];
        Looks = [.. shown.Select(r => new LookRow(r, NameOf(r.SubjectId)))];
        var days = records.ToLookup(r => LegalTime.DayOf(r.At));
        ByDay = [.. Enumerable.Range(0, Days + 1).Select(i => today.AddDays(i - Days)).Select(day => (day, days[day].Count(r => r.CaseId is not null), days[day].Count(r => r.CaseId is null)))];
    }

    public async Task<IActionResult> OnPostAnswerAsync(Guid question)
    {
        // One answers for one's own office.
        if (!await db.Set<LookQuestion>().AnyAsync(q => q.Id == question && db.Set<AccessRecord>().Any(r => r.Id == q.RecordId && r.OfficeId == visitor.OfficeId))) return NotFound();
        await questions.AnswerAsync(question, Request.Form[$"a-{question:n}"]);
        return LocalRedirect("/desk/consultazioni");
    }
}
