using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>A page about the cases that answer to a filter of the queue, which its address says.</summary>
internal abstract class QueuePage : PageModel
{
    [BindProperty(SupportsGet = true, Name = "stato")]
    public string? State { get; set; } = "ufficio";

    [BindProperty(SupportsGet = true, Name = "servizio")]
    public string? Service { get; set; }

    [BindProperty(SupportsGet = true, Name = "canale")]
    public string? Channel { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public QueueFilter Filter => new(State, Service, Channel, Query);

    public string BaseQuery
    {
        get
        {
            static string Of(string name, string? value) => $"{name}={Uri.EscapeDataString(value ?? "")}";
            return $"?{Of("stato", State)}&{Of("canale", Channel)}&{Of("servizio", Service)}&{Of("q", Query)}";
        }
    }

    /// <summary>Somebody looks for a person or a number: who searches is written down.</summary>
    public bool IsSearched => !string.IsNullOrWhiteSpace(Query);
}
