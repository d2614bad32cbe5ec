using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Certificates;

[Public]
internal sealed class VerifyStartModel : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    public void OnGet() { }

    public IActionResult OnPost()
    {
        var plain = new string([.. (Code ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        if (plain.Length != 26)
            throw new RuleBroken("Code", new("Il codice di verifica ha 26 lettere e cifre: copialo com'è stampato accanto al QR.", "The verification code has 26 letters and digits: copy it as printed beside the QR."));
        return LocalRedirect(Say.Href($"/verifica/{plain}"));
    }
}
