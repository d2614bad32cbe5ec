using Liburia.Identity.Saml;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>The simulated provider's way out: it takes our logouts and sends its own.</summary>
[Public, HostedAt(HostKind.AccessPoint), IgnoreAntiforgeryToken]
internal sealed class SimulatorLeaveModel(SpidProviders providers, SpidKeys keys, IDataProtectionProvider protection, TimeProvider clock) : PageModel
{
    public SamlSending? Sending { get; private set; }
    /// <summary>How a logout that began here ended: everywhere, or not.</summary>
    public bool? Ended { get; private set; }
    public bool IsRemembered { get; private set; }

    public IActionResult OnGet() => Answer(Request.Query.ContainsKey(SamlBinding.Question) || Request.Query.ContainsKey(SamlBinding.Answer) ? field => SamlArrival.ByRedirect(Request.QueryString.Value!, field) : null, Request.Query.ContainsKey(SamlBinding.Question), Request.Query["RelayState"].ToString());

    public IActionResult OnPost([FromForm] string? binding)
    {
        if (binding is null) return Answer(field => SamlArrival.ByPost(Request.Form[field]), Request.Form.ContainsKey(SamlBinding.Question), Request.Form["RelayState"].ToString());
        if (providers.Simulated is not { } simulated) return NotFound();
        if (SimulatedSession.Of(HttpContext, protection) is not { } session) return LocalRedirect("/simulatore/esci");
        SimulatedSession.Forget(HttpContext);
        return Go(simulated.Leave(session.Subject, binding == "redirect" ? SamlNames.Redirect : SamlNames.Post, keys.Self.LogoutUrl, clock.UtcNow()));
    }

    private IActionResult Answer(Func<string, SamlArrival>? read, bool isQuestion, string state)
    {
        if (providers.Simulated is not { } simulated) return NotFound();
        IsRemembered = SimulatedSession.Of(HttpContext, protection) is not null;
        if (read is null) return Page();
        var (self, now) = (keys.Self, clock.UtcNow());
        var us = new IdentityProvider(self.EntityId, "", new SamlPlace(SamlNames.Post, self.ConsumerUrl), new SamlPlace(SamlNames.Post, self.LogoutUrl), [self.Certificate]);
        try
        {
            if (!isQuestion)
            {
                var message = read(SamlBinding.Answer);
                Ended = SamlLogout.ReadResponse(message, us, simulated.LogoutAddress, SamlLogout.InResponseTo(message), now);
                return Page();
            }
            var leaving = SamlLogout.ReadRequest(read(SamlBinding.Question), us, simulated.LogoutAddress, now);
            SimulatedSession.Forget(HttpContext);
            return Go(simulated.Answer(leaving.RequestId, all: true, SamlNames.Redirect, self.LogoutUrl, state, now));
        }
        catch (SamlRefused)
        {
            return BadRequest();
        }
    }

    private IActionResult Go(SamlSending sending)
    {
        if (!sending.IsForm) return Redirect(sending.Address);
        Sending = sending;
        return Page();
    }
}
