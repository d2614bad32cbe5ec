using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Registry.Certificates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Certificates;

[Public]
internal sealed class VerifyModel(Verification verification, Writing writing, Tenant tenant, TimeProvider clock) : PageModel
{
    public VerificationAnswer? Answer { get; private set; }
    public CertifiedFacts? Text { get; private set; }
    public Municipality Municipality => tenant.Municipality;
    public bool Blocked { get; private set; }

    [FromRoute(Name = "code")]
    public string Code { get; set; } = "";

    [BindProperty]
    public string? Control { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Response.Headers["X-Robots-Tag"] = "noindex";
        Response.Headers.Vary = "Accept";
        await writing.RunAsync(async () =>
        {
            Answer = await verification.AnswerAsync(Code);
            if (Answer is null) return false;
            Blocked = Answer.Certificate.GuessesAreBlocked(LegalTime.UtcNow(clock));
            verification.Remember(Answer, sawText: false);
            return true;
        });
        if (WantsJson()) return Answer is null ? new JsonResult(new { found = false }) { StatusCode = 404 } : new JsonResult(Described(Answer));
        if (Answer is null) return NotFound();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Answer = await verification.HoldAsync(Code);
        if (Answer is null) return NotFound();
        var now = LegalTime.UtcNow(clock);
        Blocked = Answer.Certificate.GuessesAreBlocked(now);
        if (!Blocked && string.IsNullOrWhiteSpace(Control))
        {
            ModelState.AddModelError(nameof(Control), Say.T("Scrivi il codice di controllo stampato sul certificato, fuori dal QR.", "Enter the control code printed on the certificate, outside the QR."));
            return Page();
        }
        var right = !Blocked && Answer.Certificate.TryControl(Control!.Length > 40 ? "" : Control, now);
        if (right) verification.Remember(Answer, sawText: true);
        // A wrong guess is counted although the answer is a page: this handler's answer is committed in any case.
        HttpContext.Items[Keep.Answer] = true;
        if (right)
        {
            Text = CertifiedFacts.FromJson(Answer.Certificate.Facts);
            return Page();
        }
        Blocked = Answer.Certificate.GuessesAreBlocked(now);
        ModelState.AddModelError(nameof(Control), Blocked
            ? Say.T("Troppi tentativi: riprova fra 15 minuti.", "Too many attempts: try again in 15 minutes.")
            : Say.T("Il codice di controllo non corrisponde: sono 8 caratteri stampati sul certificato.", "The control code does not match: it is 8 characters printed on the certificate."));
        if (Blocked) Response.StatusCode = 429;
        return Page();
    }

    private bool WantsJson() => Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase) && !Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private object Described(VerificationAnswer answer) => new
    {
        found = true,
        municipality = Municipality.FullName,
        istat = Municipality.Istat,
        type = answer.Kind.Label.It,
        number = answer.Certificate.NumberInWords,
        issuedOn = answer.Certificate.IssuedOn,
        validUntil = answer.Certificate.ValidUntil,
        standing = answer.Standing switch { CertificateStanding.Valid => "valid", CertificateStanding.Superseded => "superseded", _ => "expired" },
    };
}
