using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Announces a refusal before it is decided (art. 10-bis L. 241/1990).</summary>
[Permission(ProceduresModule.Work)]
internal sealed class NoticeModel(CaseAtDesk desk, CaseWork work, CaseClock caseClock) : CaseActs(desk, "Notice")
{
    [BindProperty] public string? Reasons { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null || CaseClock.TermOf(Item) is not { } term) return;
        Foretold =
        [
            await ToldAsync($"i motivi, e che ha {term.PreRefusalDays} giorni per rispondere,"),
            "Non si decide di no prima della sua risposta o della fine di quei giorni.",
            .. ForetoldTerm.Of(caseClock, Read, ClockEventKind.NoticeOfRefusal, term.PreRefusalDays),
        ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostNoticeAsync() => DoAsync(() => work.AnnounceRefusalAsync(Item, Reasons ?? ""));
}
