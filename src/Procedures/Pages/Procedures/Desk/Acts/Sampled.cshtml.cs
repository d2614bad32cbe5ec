using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Somebody has looked at a case that the rules decided.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class SampledModel(CaseAtDesk desk, CaseWork work) : CaseActs(desk, "Sampled")
{
    private const int Longest = 4000;

    [BindProperty] public string? Text { get; set; }

    protected override Task DrawAsync()
    {
        Foretold =
        [
            "Questa pratica l'hanno decisa le regole: si controlla che i dati e l'esito siano giusti.",
            "Resta scritto chi ha controllato e quando; il richiedente non lo legge.",
        ];
        return Task.CompletedTask;
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostSampledAsync() => DoAsync(() =>
    {
        if (Text?.Length > Longest) throw new RuleBroken("Text", new("Al massimo 4.000 caratteri.", "At most 4,000 characters."));
        Item.Sampled();
        work.Log(Item, CaseEventKind.Sampled, false, new("Controllo a campione", "Sample check"), Text?.Trim());
        return Task.CompletedTask;
    });
}
