using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Design.Pages.Design;

/// <summary>Errors in words: what happened and what to do next. Never a stack, a path or a version.</summary>
[Public, HostedAt(HostKind.Any), IgnoreAntiforgeryToken]
internal sealed class ErrorPageModel : PageModel
{
    public int Code { get; private set; }
    public Texts Heading { get; private set; }
    public Texts Advice { get; private set; }
    /// <summary>Under which the log tells what failed; none where nothing did.</summary>
    public string? Failure => Code >= 500 ? Platform.Web.FailureLog.CodeOf(HttpContext) : null;

    /// <summary>Filled in whatever way the address that failed was asked.</summary>
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) => Fill(int.Parse((string)RouteData.Values["code"]!, System.Globalization.CultureInfo.InvariantCulture));

    private void Fill(int code)
    {
        // A failure comes here as 500 and the answer already says which kind it is.
        Code = code == 500 && Response.StatusCode is >= 400 and < 600 ? Response.StatusCode : code is >= 400 and < 600 ? code : 404;
        if (Code == 503) Response.Headers.RetryAfter = "30";
        if (Response.StatusCode == 200) Response.StatusCode = Code;
        (Heading, Advice) = Code switch
        {
            400 or 405 => (new Texts("La richiesta non è valida", "The request is not valid"), new Texts("La pagina era forse aperta da molto: torna indietro, ricaricala e invia di nuovo.", "The page may have been open for long: go back, reload it and send again.")),
            403 => (new("Non hai il permesso di aprire questa pagina", "You are not allowed to open this page"), new("Se ti serve per il tuo lavoro chiedi all'amministratore del tuo Comune.", "If you need it for your work, ask your Comune's administrator.")),
            409 or 422 => (new("La richiesta è in contrasto con una già ricevuta", "The request conflicts with one already received"), new("Ricarica la pagina per vedere la situazione attuale. Niente è stato cambiato.", "Reload the page to see the present state. Nothing was changed.")),
            413 => (new("Il file è troppo grande", "The file is too large"), new("Riduci il file e riprova.", "Make the file smaller and try again.")),
            429 => (new("Troppi tentativi", "Too many attempts"), new("Aspetta un minuto e riprova.", "Wait a minute and try again.")),
            503 => (new("Il servizio riprende fra poco", "The service will be back shortly"), new("In questo momento i dati non si raggiungono. Quello che avevi già inviato con una ricevuta è al sicuro: riprova fra mezzo minuto.", "The data cannot be reached right now. What you already sent with a receipt is safe: try again in half a minute.")),
            507 => (new("Non c'è più spazio per conservare ciò che invii", "There is no room left to store what you send"), new("La domanda non è stata registrata; le risposte già date restano nella bozza. Chi gestisce il sistema è avvisato: riprova più tardi.", "Your application was not registered; the answers you gave stay in the draft. Whoever runs the system is warned: try again later.")),
            >= 500 => (new("Qualcosa non ha funzionato", "Something went wrong"), new("Non è colpa tua. Quello che avevi già inviato con una ricevuta è al sicuro. Riprova fra qualche minuto.", "It is not your fault. What you already sent with a receipt is safe. Try again in a few minutes.")),
            _ => (new("Questa pagina non esiste", "This page does not exist"), new("Controlla l'indirizzo, oppure riparti dalla pagina iniziale.", "Check the address, or start from the home page.")),
        };
    }
}
