using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Handles by itself again a case that was joined to another.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class SeparateModel(CaseAtDesk desk, JoinedCases together) : CaseActs(desk, "Separate")
{
    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Foretold =
        [
            $"La pratica non finisce più con l'altra: si lavora e si decide da sola. {await ToldAsync("che è trattata da sola")}",
            ForetoldTerm.Stays(Read),
        ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostSeparateAsync() => DoAsync(() =>
    {
        together.Separate(Item);
        return Task.CompletedTask;
    });
}
