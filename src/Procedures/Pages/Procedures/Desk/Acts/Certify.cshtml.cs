using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Certifies that silence has granted the application (art. 20 c. 2-bis L. 241/1990).</summary>
[Permission(ProceduresModule.Work)]
internal sealed class CertifyModel(CaseAtDesk desk, Decisions decisions) : CaseActs(desk, "Certify")
{
    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Foretold =
        [
            $"L'attestazione ha un numero, un sigillo e un protocollo (art. 20 c. 2-bis L. 241/1990). {await ToldAsync("l'attestazione")}",
            "La pratica resta conclusa com'è.",
        ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostCertifyAsync() => DoAsync(async () => await decisions.CertifySilenceAsync(Item, Visitor.FullName, await TitleAsync()));
}
