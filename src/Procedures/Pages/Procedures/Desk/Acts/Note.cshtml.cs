using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>A note that the offices keep to themselves.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class NoteModel(CaseAtDesk desk, CaseWork work) : CaseActs(desk, "Note")
{
    [BindProperty] public string? Text { get; set; }

    protected override Task DrawAsync()
    {
        Foretold = ["Resta nella cronologia, e la legge chi lavora alla pratica: il richiedente no."];
        return Task.CompletedTask;
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostNoteAsync() => DoAsync(() =>
    {
        work.Note(Item, Text ?? "");
        return Task.CompletedTask;
    }, onWhatWasRead: false);
}
