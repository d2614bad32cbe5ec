using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>The offices of the Comune, as the site shows them; one is changed at a time.</summary>
[Permission(IdentityModule.Organize)]
internal sealed class OfficesPageModel(AppDb db, OrganizationChart chart, EventTeller events, AuditTrail audit) : PageModel, IRestorable
{
    public IReadOnlyList<Office> Offices { get; private set; } = [];

    public ListView List { get; private set; } = null!;

    private OfficeBook book = null!;

    /// <summary>The office being changed; none for a new one.</summary>
    [BindProperty(SupportsGet = true, Name = "ufficio")]
    public Guid? OfficeId { get; set; }

    [BindProperty] public string? OfficeName { get; set; }
    [BindProperty] public string? Tasks { get; set; }
    [BindProperty] public string? Mail { get; set; }
    [BindProperty] public string? Phone { get; set; }
    [BindProperty] public string? OpeningHours { get; set; }

    /// <summary>The office as the page showed it when it was opened.</summary>
    [BindProperty] public string? Seen { get; set; }

    public string SeenNow => OfficeId is { } id && Offices.FirstOrDefault(o => o.Id == id) is { } office ? MarkOf(office) : "";

    private static string MarkOf(Office office) => SeenMark.Of(office.Name, office.Tasks, office.Mail, office.Phone, office.OpeningHours);

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        if (OfficeId is not { } id) return Page();
        if (Offices.FirstOrDefault(o => o.Id == id) is not { } office) return NotFound();
        (OfficeName, Tasks, Mail, Phone, OpeningHours) = (office.Name, office.Tasks, office.Mail, office.Phone, office.OpeningHours);
        return Page();
    }

    /// <summary>What the office does for the modules, by the names of the functions.</summary>
    private string FunctionsOf(Office office) => string.Join(", ", book.Functions.Where(function => book.Find(function.Key)?.Id == office.Id)
        .Select(function => function.Name.It));

    public IReadOnlyList<OfficeFunction> Missing => [.. book.Missing];

    public async Task RestoreAsync()
    {
        book = await chart.BookAsync();
        Offices = book.Offices;
        List = await OfficeList().ShowAsync(Request, Offices.AsQueryable());
    }

    private ListOf<Office> OfficeList() => new()
    {
        Caption = new("Uffici del Comune", "Offices of the Comune"),
        EmptyTitle = new("Nessun ufficio", "No office"),
        EmptyText = new("Aggiungi il primo qui sotto.", "Add the first below."),
        Columns =
        [
            new("name", new("Ufficio", "Office"), ListKind.Text, o => o.Name) { Order = [o => o.Name] },
            new("tasks", new("Di che cosa si occupa", "What it does"), ListKind.Text, o => o.Tasks),
            new("functions", new("Funzioni", "Functions"), ListKind.Text, FunctionsOf),
            new("contacts", new("Contatti", "Contacts"), ListKind.Text, o => string.Join(" · ", new[] { o.Phone, o.Mail }.Where(one => one.Length > 0))),
            new("hours", new("Orario", "Hours"), ListKind.Text, o => o.OpeningHours),
        ],
        Href = o => $"/desk/uffici?ufficio={o.Id}",
    };

    public async Task<IActionResult> OnPostAsync()
    {
        var (name, tasks, mail, phone, hours) = (OfficeName?.Trim() ?? "", Tasks?.Trim() ?? "", Mail?.Trim() ?? "", Phone?.Trim() ?? "", OpeningHours?.Trim() ?? "");
        if (name.Length is < 3 or > 120) throw new RuleBroken("OfficeName", new("Scrivi il nome dell'ufficio, da 3 a 120 caratteri.", "Write the name of the office."));
        if (tasks.Length is < 10 or > 1000) throw new RuleBroken("Tasks", new("Scrivi di che cosa si occupa, da 10 a 1.000 caratteri: lo leggono i cittadini.", "Write what it does, 10 to 1,000 characters."));
        if (mail.Length > 0 && !System.Net.Mail.MailAddress.TryCreate(mail, out _)) throw new RuleBroken("Mail", new("L'indirizzo di posta non è scritto bene.", "The mail address is not well formed."));
        if (phone.Length > 40) throw new RuleBroken("Phone", new("Al massimo 40 caratteri.", "At most 40 characters."));
        if (hours.Length > 200) throw new RuleBroken("OpeningHours", new("Al massimo 200 caratteri.", "At most 200 characters."));
        if (await db.Set<Office>().AnyAsync(o => o.Name == name && o.Id != OfficeId)) throw new RuleBroken("OfficeName", new("C'è già un ufficio con questo nome.", "There is an office with this name already."));
        if (OfficeId is { } id)
        {
            if (await db.Set<Office>().FirstOrDefaultAsync(o => o.Id == id) is not { } office) return NotFound();
            SeenMark.Need(Response, Seen, MarkOf(office), new(
                "Nel frattempo qualcun altro ha cambiato questo ufficio: nella tabella vedi com'è adesso. Correggi qui sotto e salva di nuovo.",
                "Somebody else changed this office meanwhile: the table shows it as it is now. Correct below and save again."));
            if (office.Name != name) await events.TellAsync(new OfficeRenamed(id, name));
            (office.Name, office.Tasks, office.Mail, office.Phone, office.OpeningHours) = (name, tasks, mail, phone, hours);
        }
        else db.Add(new Office { Id = Guid.CreateVersion7(), Name = name, Tasks = tasks, Mail = mail, Phone = phone, OpeningHours = hours });
        audit.Note("office.save", $"office:{name}".Cut(80), new { tasks, mail, phone, hours });
        return LocalRedirect("/desk/uffici");
    }
}
