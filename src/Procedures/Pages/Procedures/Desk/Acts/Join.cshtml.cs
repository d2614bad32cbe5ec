using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Joins a case to another about the same thing.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class JoinModel(CaseAtDesk desk, JoinedCases together) : CaseActs(desk, "Join")
{
    public IReadOnlyList<(Case Case, int? Metres)> Likely { get; private set; } = [];

    [BindProperty] public string? With { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Likely = await together.LikelyAsync(Item, Model!);
        Foretold =
        [
            "Si decidono insieme: quando finisce l'altra finisce anche questa, e tutti quelli che hanno segnalato sanno come.",
            await ToldAsync("che è riunita a un'altra, non a quale,"),
        ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostJoinAsync() => DoAsync(async () =>
    {
        if (Likely.FirstOrDefault(l => l.Case.Id.ToString() == With).Case is not { } main)
            throw new RuleBroken("With", new("Scegli a quale pratica riunirla.", "Choose the case to join it to."));
        await together.JoinAsync(Item, main.Id);
    });
}
