using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;

namespace Liburia.Portal.Public;

/// <summary>The services of the Comune (art. 35 D.Lgs. 33/2013: kinds of procedure, with office and term).</summary>
internal sealed class PublicServices(IEnumerable<IServiceCatalogue> catalogues, Tenant tenant) : IPublicSource
{
    public PublicSet Set { get; } = new("servizi", new("Servizi", "Services"), new("I servizi del Comune: per chi, come, in quanto tempo, con quale ufficio.", "The Comune's services: for whom, how, in what time, with which office."),
        [
            new("Servizio", "Service"), new("In breve", "Summary"), new("Categoria", "Category"), new("Ufficio", "Office"), new("Online", "Online"), new("Termine", "Term"), new("Norma del termine", "Norm of the term"),
            new("Aggiornato il", "Updated on"),
        ],
        IsNews: true, Section: new("Attività e procedimenti: tipologie di procedimento", "Activities and procedures: kinds of procedure"));

    public async Task<IReadOnlyList<PublicItem>> ItemsAsync(CancellationToken cancel)
    {
        var items = new List<PublicItem>();
        foreach (var catalogue in catalogues)
            items.AddRange(from sheet in await catalogue.AllAsync(tenant.Municipality, cancel)
                           let term = sheet.Terms.Count > 0 ? sheet.Terms[0] : null
                           select new PublicItem($"/servizi/{sheet.Slug}", sheet.Title, sheet.Summary,
                               [
                                   sheet.Title.It, sheet.Summary.It, sheet.Category, sheet.Office.Name, sheet.IsOnline ? "sì" : "no", term is null ? "" : $"{term.Amount} {UnitOf(term.Unit)}", term?.Norm ?? "",
                                   Say.ShortDay(sheet.UpdatedOn),
                               ], sheet.UpdatedOn)
                           { Keywords = [.. sheet.Keywords, .. sheet.LifeEvents] });
        return items;
    }

    private static string UnitOf(string unit) => unit switch { "days" => "giorni", "working-days" => "giorni lavorativi", "months" => "mesi", "years" => "anni", var other => other };
}

/// <summary>The offices of the Comune, where and when one finds them (art. 13 c. 1 lett. b and d D.Lgs. 33/2013).</summary>
internal sealed class PublicOffices(OrganizationChart chart, Tenant tenant) : IPublicSource
{
    public PublicSet Set { get; } = new("uffici", new("Uffici", "Offices"), new("Gli uffici del Comune: di che cosa si occupano, dove, quando e come si raggiungono.", "The Comune's offices: what they do, where, when and how to reach them."),
        [new("Ufficio", "Office"), new("Di che cosa si occupa", "Tasks"), new("Sede", "Seat"), new("Orari", "Opening hours"), new("Telefono", "Phone"), new("Posta elettronica", "E-mail")],
        Section: new("Organizzazione: articolazione degli uffici, telefono e posta elettronica", "Organisation: offices, phone and e-mail"));

    public async Task<IReadOnlyList<PublicItem>> ItemsAsync(CancellationToken cancel) =>
        [.. (await chart.OfficesAsync(cancel)).Select(office => new PublicItem("/contatti", new(office.Name, office.Name), new(office.Tasks, office.Tasks),
            [office.Name, office.Tasks, tenant.Municipality.Seat, office.OpeningHours, office.Phone, office.Mail], null)
        { Keywords = ["orari", "telefono", "uffici", "contatti"] })];
}
