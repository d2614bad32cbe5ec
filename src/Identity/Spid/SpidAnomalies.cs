using Liburia.Platform.Language;

namespace Liburia.Identity.Spid;

/// <summary>Why a provider let nobody in, in the words of the person, and what they can do now.</summary>
/// <param name="MayRetry">Trying again may help by itself.</param>
internal sealed record SpidAnomaly(Texts What, Texts Next, bool MayRetry = true)
{
    /// <summary>The anomaly of one of SPID's numbers (technical rules, error messages): 8 to 18 are faults of ours, the others the person's; none is a message that did not hold.</summary>
    public static SpidAnomaly Of(int? code) => code switch
    {
        >= 8 and <= 18 => new(new("Il gestore della tua identità non ha accettato la nostra richiesta", "Your identity provider did not accept our request"),
            new($"Non dipende da te. Riprova fra qualche minuto; se succede ancora, scrivi al Comune e indica il codice nr{code:00}.", $"It is not your doing. Try again in a few minutes; if it happens again, write to the Comune and quote the code nr{code:00}.")),
        19 => new(new("Troppi tentativi con credenziali sbagliate", "Too many attempts with wrong credentials"),
            new("Aspetta qualche minuto e riprova. Se non ricordi nome utente o password, recuperali nel sito del gestore della tua identità.", "Wait a few minutes and try again. If you do not remember your user name or password, recover them on your identity provider's site.")),
        20 => new(new("La tua identità non ha il livello di sicurezza che serve", "Your identity does not have the security level needed"),
            new("Chiedi al gestore della tua identità come attivarlo: spesso basta installare la sua app. Poi riprova.", "Ask your identity provider how to activate it: often it is enough to install its app. Then try again.")),
        21 => new(new("È passato troppo tempo", "Too much time has passed"),
            new("Riprova, e completa l'accesso entro pochi minuti.", "Try again, and complete the login within a few minutes.")),
        22 => new(new("Non hai dato il consenso a inviare i tuoi dati", "You did not agree to send your data"),
            new("Senza nome e codice fiscale il Comune non sa chi sei. Riprova e dai il consenso, oppure rivolgiti allo sportello.", "Without your name and tax code the Comune does not know who you are. Try again and agree, or turn to the office.")),
        23 => new(new("La tua identità è sospesa o revocata, o le credenziali sono bloccate", "Your identity is suspended or revoked, or your credentials are blocked"),
            new("Rivolgiti al gestore della tua identità. Intanto gli uffici del Comune ti aspettano.", "Turn to your identity provider. Meanwhile the Comune's offices are there for you."), MayRetry: false),
        25 => new(new("Hai annullato l'accesso", "You cancelled the login"),
            new("Se hai cambiato idea, riprova.", "If you changed your mind, try again.")),
        30 => new(new("Serve l'identità di una persona fisica", "The identity of a natural person is needed"),
            new("Hai usato un'identità di un altro tipo, per esempio di una persona giuridica. Riprova con la tua personale.", "You used an identity of another kind, for example of a legal person. Try again with your personal one.")),
        _ => new(new("Qualcosa non ha funzionato fra noi e il gestore della tua identità", "Something went wrong between us and your identity provider"),
            new("Riprova. Se succede ancora, rivolgiti al Comune.", "Try again. If it happens again, turn to the Comune.")),
    };
}
