using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Cases;

/// <summary>The sheets of what the Comune offers, made from its models.</summary>
internal sealed class ServiceCatalogue(Offers offers, OrganizationChart chart, TimeProvider clock) : IServiceCatalogue
{
    public async Task<IReadOnlyList<ServiceSheet>> AllAsync(Municipality municipality, CancellationToken cancel)
    {
        var offices = await chart.BookAsync(cancel);
        return [.. (await offers.AllAsync(cancel)).Where(offer => offer.Enabled).Select(offer => Sheet(offer, municipality, offices))];
    }

    public async Task<ServiceSheet?> FindAsync(Municipality municipality, string slug, CancellationToken cancel) =>
        await offers.FindAsync(slug, cancel) is { } offer ? Sheet(offer, municipality, await chart.BookAsync(cancel)) : null;

    private ServiceSheet Sheet(Offer offer, Municipality municipality, OfficeBook offices)
    {
        var (model, sheet) = (offer.Model, offer.Model.Sheet);
        var office = (model.OfficeId is { } chosen ? offices.Find(chosen) : null) ?? offices.Find(model.Office);
        // Where no office does it, nobody would receive what is sent.
        var works = model.IsOnline && office is not null;
        var term = model.Term is null ? null : Terms.Find(model.Term, LegalTime.Today(clock));
        List<SheetTime> times = [.. sheet.Times];
        if (term is not null && offer.Deviations.TermDays is { } days && days < term.Amount) times.Add(new SheetTime(new("In questo Comune", "In this Comune"), new($"entro {days} giorni", $"within {days} days")));
        return new ServiceSheet(
            model.Slug, sheet.Title, sheet.Summary, sheet.Category, Vocabulary.Categories[sheet.Category], offer.Enabled, offer.Enabled ? null : new Texts(offer.Reason, offer.Reason),
            sheet.AddressedTo, sheet.Description, new("Territorio del Comune di " + municipality.Name, "Territory of the Comune of " + municipality.Name), sheet.HowTo, sheet.Needed, sheet.Achieved, times,
            [.. model.Fees.Select(fee => new SheetCost(fee.What, fee.Amount, fee.When))],
            works ? new("Puoi fare tutto online.", "You can do everything online.") : new("Questo servizio si chiede all'ufficio.", "This service is asked for at the office."), new("Accedi al servizio", "Use the service"), works ? $"/servizi/{model.Slug}/domanda" : "",
            sheet.Counter, sheet.Constraints, sheet.SpecialCases, sheet.Further, sheet.Conditions,
            new SheetOffice(office?.Name ?? municipality.FullName, municipality.Seat, office?.Phone ?? "", office?.Mail is { Length: > 0 } mail ? mail
                : municipality.Mail, office?.OpeningHours ?? ""),
            sheet.Topics, sheet.LifeEvents, model.Level, sheet.DecidedBy, sheet.Remedies, sheet.UpdatedOn, sheet.Keywords)
        {
            TakesReports = model.Serves == ServicePurpose.Reports,
            Lens = model.Who.Lens switch { Lens.Citizen => ServiceLens.Citizens, Lens.Business => ServiceLens.Businesses, _ => ServiceLens.Both },
            Terms = term is null ? [] : [new ServiceTerm(term.Name, offer.Deviations.TermDays is { } shorter && shorter < term.Amount ? shorter : term.Amount, ModelNode.Kebab(term.Unit.ToString()), term.Silence.ToString().ToLowerInvariant(), term.Norm)],
        };
    }
}
