using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Changes the register at once, before the checks, where the law wants it so.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class RecordAtOnceModel(CaseAtDesk desk, Decisions decisions) : CaseActs(desk, "Record")
{
    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Foretold =
        [
            $"Il registro cambia subito, con effetto dal giorno della domanda, il {Say.ShortDay(Item.OpenedOn)}. {await ToldAsync("che è registrata")}",
            "Poi si fanno gli accertamenti: se vanno male, la decisione rimette tutto com'era."
                + (Item.RecordBy is { } by ? $" Si registra entro il {Say.ShortDay(by)}." : ""),
        ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostRecordAsync() => DoAsync(() => decisions.RecordAsync(Item));
}
