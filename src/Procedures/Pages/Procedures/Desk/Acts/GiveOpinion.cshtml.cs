using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>The one act another office does: it gives the opinion it was asked.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class GiveOpinionModel(CaseAtDesk desk, CaseWork work) : CaseActs(desk, "GiveOpinion")
{
    [BindProperty] public OpinionVerdict? Verdict { get; set; }
    [BindProperty] public string? Text { get; set; }

    protected override Task DrawAsync()
    {
        Foretold = [$"Lo legge {Item.OfficeName}, che decide. Il richiedente legge se è favorevole o contrario, non la motivazione.", ForetoldTerm.Stays(Read)];
        return Task.CompletedTask;
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostGiveOpinionAsync() => DoAsync(() =>
    {
        if (Verdict is not { } verdict) throw new RuleBroken("Verdict", new("Scegli l'esito del parere.", "Choose the verdict."));
        work.GiveOpinion(Item, Read.OursToGive!, verdict, Text ?? "");
        return Task.CompletedTask;
    });
}
