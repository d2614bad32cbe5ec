using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Liburia.Design.Pages.Design.Desk;

/// <summary>The style gallery: every component once, in rest and, after «Invia», with its errors. Demonstration installations only.</summary>
[Public]
internal sealed class StyleModel(Installation installation) : PageModel
{
    [BindProperty] public string? Name { get; set; }
    [BindProperty] public DateOnly? Day { get; set; }
    [BindProperty] public string? Notes { get; set; }
    [BindProperty] public string? Street { get; set; }
    [BindProperty] public string? Answer { get; set; }
    [BindProperty] public bool Declared { get; set; }

    public static readonly IReadOnlyList<SelectListItem> Streets = [new("Via Roma", "roma"), new("Piazza Municipio", "municipio")];

    public IActionResult OnGet() => installation.IsDemonstration ? Page() : NotFound();

    /// <summary>Stores nothing: it answers with the errors to be looked at.</summary>
    public IActionResult OnPost()
    {
        if (!installation.IsDemonstration) return NotFound();
        if (string.IsNullOrWhiteSpace(Name)) ModelState.AddModelError(nameof(Name), Say.T("Scrivi il nome e il cognome.", "Enter the first and last name."));
        if (Day is null && ModelState.GetFieldValidationState(nameof(Day)) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
            ModelState.AddModelError(nameof(Day), Say.T("Scrivi la data di nascita, per esempio 12/05/1985.", "Enter the date of birth, for example 12/05/1985."));
        if (string.IsNullOrWhiteSpace(Notes)) ModelState.AddModelError(nameof(Notes), Say.T("Scrivi il motivo in una frase.", "Enter the reason in one sentence."));
        if (string.IsNullOrEmpty(Street)) ModelState.AddModelError(nameof(Street), Say.T("Scegli la via.", "Choose the street."));
        if (string.IsNullOrEmpty(Answer)) ModelState.AddModelError(nameof(Answer), Say.T("Scegli come vuoi ricevere la risposta.", "Choose how to receive the answer."));
        if (!Declared) ModelState.AddModelError(nameof(Declared), Say.T("Conferma di avere letto l'informativa.", "Confirm that you have read the notice."));
        return Page();
    }
}
