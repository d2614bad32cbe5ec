using System.Net;
using Liburia.Platform;

namespace Liburia.Design;

/// <summary>What a host that is no Comune is told: in words, with the way to the consortium.</summary>
public static class UnknownHostPage
{
    public static string Html(string host, Installation installation) => $"""
        <!doctype html>
        <html lang="it">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Comune non trovato – {WebUtility.HtmlEncode(installation.Consortium)}</title><link rel="stylesheet" href="/assets/lib/site.css"></head>
        <body><main class="container py-5" id="content">
        <h1>A questo indirizzo non c'è nessun Comune</h1>
        <p class="lead">«{WebUtility.HtmlEncode(host)}» non è l'indirizzo di un Comune del consorzio.</p>
        <p><a class="btn btn-primary" href="{WebUtility.HtmlEncode(installation.AccessPointUrl)}/">Vai all'elenco dei Comuni</a></p>
        <p lang="en">There is no Comune at this address. <a href="{WebUtility.HtmlEncode(installation.AccessPointUrl)}/en">See the list of Comuni</a>.</p>
        </main></body></html>
        """;
}
