using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Writes to the applicant.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class MessageModel(CaseAtDesk desk, CaseWork work) : CaseActs(desk, "Message")
{
    [BindProperty] public string? Text { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is null)
            Foretold = [await ToldAsync("il messaggio"), "È un messaggio, non una richiesta: il termine non si ferma. Per chiedere ciò che manca c'è l'integrazione."];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostMessageAsync() => DoAsync(() => work.WriteAsync(Item, Text ?? ""), onWhatWasRead: false);
}
