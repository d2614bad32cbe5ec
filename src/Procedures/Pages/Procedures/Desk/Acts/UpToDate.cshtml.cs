using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>What was granted to somebody who has moved is as it has to be again.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class UpToDateModel(CaseAtDesk desk, CaseWork work) : CaseActs(desk, "UpToDate")
{
    protected override async Task DrawAsync()
    {
        if (Read.Moved is { HolderMovedOn: { } since } moved)
            Foretold =
            [
                $"Il titolare abita altrove dal {Say.ShortDay(since)}, e la voce n. {moved.InWords} segue la sua residenza: "
                    + "prima aggiorna o sostituisci ciò che gli è stato dato, poi segnalo qui.",
                $"L'avviso sparisce dal registro. {await ToldAsync("che è aggiornata")}",
            ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostUpToDateAsync() => DoAsync(() =>
    {
        foreach (var entry in Read.Entries.Where(e => e.HolderMovedOn is not null)) (entry.HolderMovedOn, entry.Version) = (null, entry.Version + 1);
        work.Log(Item, CaseEventKind.BroughtUpToDate, true, new("Aggiornato dopo il cambio di indirizzo", "Brought up to date after the change of address"));
        return Task.CompletedTask;
    });
}
