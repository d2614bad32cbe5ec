using System.Net;
using Liburia.Platform;
using Liburia.Platform.Tenancy;

namespace Liburia.Design;

/// <summary>Pages for hosts that do not answer as a Comune: in words, with the way to the consortium.</summary>
public static class UnknownHostPage
{
    public static string Html(string host, Installation installation) => Page("Comune non trovato", "A questo indirizzo non c'è nessun Comune", $"«{WebUtility.HtmlEncode(host)}» non è l'indirizzo di un Comune del consorzio.", "There is no Comune at this address.", installation);

    /// <summary>A Comune that is being prepared, suspended or moved.</summary>
    public static string Resting(Municipality municipality, Installation installation)
    {
        var (title, words, english) = municipality.State switch
        {
            MunicipalityState.Preparing => ("Il sito è in preparazione", "stiamo preparando i servizi online. Torna presto.", "This site is being prepared. Come back soon."),
            MunicipalityState.Moving => ("Torniamo fra pochi secondi", "stiamo spostando i dati. Riprova fra qualche secondo: nulla di ciò che hai inviato va perso.", "We are moving data. Try again in a few seconds: nothing you sent is lost."),
            _ => ("Il sito è sospeso", "i servizi online sono sospesi. Gli uffici restano aperti.", "Online services are suspended. The offices are open."),
        };
        return Page(title, title, $"{WebUtility.HtmlEncode(municipality.FullName)}: {words}", english, installation);
    }

    private static string Page(string title, string heading, string words, string english, Installation installation) => $"""
        <!doctype html>
        <html lang="it">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} – {WebUtility.HtmlEncode(installation.Consortium)}</title><link rel="stylesheet" href="/assets/lib/site.css"></head>
        <body><main class="container py-5" id="content">
        <h1>{heading}</h1>
        <p class="lead">{words}</p>
        <p><a class="btn btn-primary" href="{WebUtility.HtmlEncode(installation.AccessPointUrl)}/">Vai all'elenco dei Comuni</a></p>
        <p lang="en">{english} <a href="{WebUtility.HtmlEncode(installation.AccessPointUrl)}/en">See the list of Comuni</a>.</p>
        </main></body></html>
        """;
}
