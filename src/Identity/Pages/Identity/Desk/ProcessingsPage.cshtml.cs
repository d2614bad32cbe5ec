using System.Globalization;
using System.Text;
using CsvHelper;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>The controller's register of processing activities, from what the modules declare (art. 30 GDPR).</summary>
[Permission(IdentityModule.Account)]
internal sealed class ProcessingsPageModel(IReadOnlyList<IModule> modules, Tenant tenant) : PageModel
{
    public IReadOnlyList<Processing> Activities => [.. modules.SelectMany(module => module.Processings)];
    public string Controller => tenant.Municipality.FullName;

    public void OnGet()
    {
        // The page reads what the modules say.
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        await using var text = new StringWriter();
        await using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var head in new[] { "titolare", "attività", "finalità", "base giuridica", "interessati", "dati", "destinatari", "conservazione" }) csv.WriteField(head);
            await csv.NextRecordAsync();
            foreach (var a in Activities)
            {
                foreach (var field in new[] { Controller, a.Title, a.Purpose, a.LegalBasis, a.Subjects, a.Data, a.Recipients, a.Keeping }) csv.WriteField(field);
                await csv.NextRecordAsync();
            }
        }
        return File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"trattamenti-{tenant.Municipality.Slug}.csv");
    }
}
