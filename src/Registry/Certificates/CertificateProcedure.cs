using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Contracts;

namespace Liburia.Registry.Certificates;

/// <summary>The certificate of residence and its siblings, as a service: the sheet with every field of the official model.</summary>
internal sealed class CertificateProcedure(OrganizationChart chart) : IProcedure
{
    public const string ServiceSlug = "certificato-di-residenza";

    public string Slug => ServiceSlug;

    public string ResumePath(Guid draftId) => $"/servizi/{ServiceSlug}/domanda/{draftId:n}/per-chi";

    public async Task<ServiceSheet> SheetAsync(Municipality municipality, CancellationToken cancel)
    {
        var office = (await chart.OfficesAsync(cancel)).FirstOrDefault(o => o.Name.Contains("anagrafe", StringComparison.OrdinalIgnoreCase));
        return new ServiceSheet(
            ServiceSlug, new("Certificato di residenza", "Certificate of residence"),
            new("Il certificato che attesta dove abiti, anche con lo stato di famiglia o con gli indirizzi precedenti: lo chiedi e lo scarichi subito.",
                "The certificate that states where you live, also with your household or your former addresses: ask for it and download it at once."),
            "Anagrafe e stato civile", "anagrafe-e-stato-civile", true, null,
            new(new("Alle persone residenti nel Comune, per sé o per chi fa parte della stessa famiglia anagrafica.", "People resident here, for themselves or for members of the same registered household."),
                [new("Chi risiede in un altro Comune del consorzio è indirizzato al suo Comune.", "Residents of another Comune of the consortium are pointed to their own.")]),
            new("Il Comune certifica ciò che risulta nell'anagrafe della popolazione residente: la residenza, la composizione della famiglia anagrafica, gli indirizzi avuti nel tempo. "
                + "Dal 2012 i certificati valgono solo fra privati: alle pubbliche amministrazioni e ai gestori di pubblici servizi si presenta un'autocertificazione, gratuita.",
                "The Comune certifies what its population register says: residence, household, former addresses. Since 2012 certificates are for private parties only: public bodies accept a free self-certification instead."),
            new("Territorio del Comune di " + municipality.Name, "Territory of the Comune of " + municipality.Name),
            new(new("Accedi all'area personale, rispondi a quattro domande e invia: il certificato è pronto in pochi secondi.", "Log in, answer four questions and submit: the certificate is ready in seconds."),
                [new("Scegli per chi è il certificato.", "Choose whom the certificate is for."), new("Scegli quale certificato ti serve.", "Choose which certificate you need."),
                 new("Indica l'uso: in bollo, oppure esente con la sua norma.", "State the use: with stamp duty, or exempt by a norm."), new("Controlla e invia.", "Check and submit.")]),
            new(new("Per la domanda online ti servono:", "To apply online you need:"),
                [new("l'accesso all'area personale;", "access to your personal area;"),
                 new("per l'uso in bollo, una marca da bollo da 16,00 € (si compra in tabaccheria) e il suo identificativo di 14 cifre;", "for use with stamp duty, a €16.00 stamp (sold by tobacconists) and its 14-digit identifier;"),
                 new("per l'uso esente, il motivo che la legge prevede.", "for exempt use, the reason the law provides.")]),
            new(new("Un certificato in PDF, numerato, con un codice QR che chiunque può verificare senza vedere i tuoi dati.", "A numbered PDF certificate with a QR code anyone can verify without seeing your data."),
                [new("residenza", "residence"), new("stato di famiglia", "household"), new("residenza e stato di famiglia in un solo foglio", "residence and household on one sheet"), new("storico di residenza", "historical residence")]),
            [new(new("Rilascio online", "Issue online"), new("subito dopo l'invio, di norma entro 2 secondi", "right after submission, normally within 2 seconds")),
             new(new("Rilascio allo sportello", "Issue at the counter"), new("mentre aspetti", "while you wait")),
             new(new("Validità del certificato", "Validity of the certificate"), new("6 mesi dalla data di rilascio (art. 41 DPR 445/2000)", "6 months from issue (art. 41 DPR 445/2000)"))],
            [new(new("Imposta di bollo", "Stamp duty"), "16,00 €", new("per l'uso fra privati; nulla se l'uso è esente per legge", "for private use; nothing if the use is exempt by law")),
             new(new("Diritti di segreteria online", "Secretarial fee online"), "0,00 €", new("sempre", "always")),
             new(new("Diritti di segreteria allo sportello", "Secretarial fee at the counter"), "0,52 €", new("0,26 € se l'uso è esente; per lo storico 5,16 € o 2,58 €", "€0.26 if exempt; historical €5.16 or €2.58"))],
            new("Puoi chiedere il certificato direttamente online.", "You can ask for the certificate online."),
            new("Richiedi il certificato", "Ask for the certificate"), $"/servizi/{ServiceSlug}/domanda",
            new("Se preferisci, l'Ufficio anagrafe lo rilascia allo sportello, con un documento di identità.", "If you prefer, the registry office issues it at the counter, with an identity document."),
            new(new("Il certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi (art. 40 DPR 445/2000).", "The certificate cannot be given to public bodies or providers of public services (art. 40 DPR 445/2000).")),
            new(new("Se sei sottoposto a tutela il certificato lo chiede il tutore, allo sportello. Se la tua posizione è in corso di accertamento si rilasciano solo residenza e stato di famiglia.",
                "If you are under guardianship your guardian asks for it at the counter. If your position is being checked, only residence and household are issued.")),
            new(new("Chi riceve il certificato può verificarne l'autenticità con il QR o dal sito del Comune, alla pagina «Verifica un documento».", "Whoever receives the certificate can check it with the QR or on this site, page “Verify a document”.")),
            new(new("Per le condizioni di servizio e il trattamento dei dati leggi le note legali e l'informativa privacy.", "For terms and data protection read the legal notes and the privacy notice.")),
            new SheetOffice(office?.Name ?? "Ufficio anagrafe", municipality.Seat, office?.Phone ?? "", office?.Mail ?? municipality.Mail, office?.OpeningHours ?? ""),
            ["Residenza", "Anagrafe"], ["Cambio di residenza o domicilio", "Matrimonio e/o cambio stato civile"], 4,
            new("L'ufficiale d'anagrafe del Comune (art. 1 e 33 DPR 223/1989)", "The registry officer of the Comune (arts. 1 and 33 DPR 223/1989)"),
            new("Contro il rifiuto puoi ricorrere al Prefetto entro 30 giorni (art. 36 DPR 223/1989). Se il certificato contiene un errore chiedi la correzione all'Ufficio anagrafe.",
                "Against a refusal you may appeal to the Prefect within 30 days (art. 36 DPR 223/1989). If the certificate has an error, ask the registry office to correct it."),
            new DateOnly(2026, 11, 23),
            ["certificato", "residenza", "stato di famiglia", "anagrafe", "storico", "certificate", "residence", "household", "family"]);
    }
}
