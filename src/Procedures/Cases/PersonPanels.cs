using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Panels;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Pages.Desk;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>A person's cases on their sheet. Of other offices' one reads that they are there, not what they are about: each opens with its reason.</summary>
internal sealed class CasesOfPerson(AppDb db, Visitor visitor) : IPersonPanel
{
    private const int Most = 50;

    public string Name => "pratiche";
    public Texts Title => new("Pratiche", "Cases");
    public string Permission => ProceduresModule.Work;
    public int Order => 10;

    public async Task<PanelTable> ReadAsync(PersonKeys person, CancellationToken cancel)
    {
        var cases = await db.Set<Case>().AsNoTracking().Where(c => c.ApplicantTaxCode == person.TaxCode).OrderByDescending(c => c.OpenedAt).Take(Most + 1).ToListAsync(cancel);
        return new PanelTable([new("Protocollo", "Number"), new("Che cosa", "What"), new("Presentata", "Filed"), new("Stato", "State"), new("Ufficio", "Office")],
            [.. cases.Take(Most).Select(c => new PanelRow(
                [c.ProtocolNumber, c.OfficeId == visitor.OfficeId ? c.TitleIt : "di un altro ufficio", Say.ShortDay(c.OpenedOn), CaseList.StateOf(c.State, isLate: false).Words, c.OfficeName],
                $"/desk/pratiche/{c.Id:n}"))], cases.Count > Most);
    }
}

/// <summary>What a person owes and has paid, on their sheet.</summary>
internal sealed class ChargesOfPerson(AppDb db) : IPersonPanel
{
    private const int Most = 50;

    public string Name => "pagamenti";
    public Texts Title => new("Pagamenti", "Payments");
    public string Permission => ProceduresModule.Work;
    public int Order => 20;

    public async Task<PanelTable> ReadAsync(PersonKeys person, CancellationToken cancel)
    {
        var charges = await db.Set<Charge>().AsNoTracking().Where(c => c.PayerTaxCode == person.TaxCode && c.State != ChargeState.Cancelled && c.Cents > 0)
            .OrderBy(c => c.State == ChargeState.Owed ? 0 : 1).ThenByDescending(c => c.AskedAt).Take(Most + 1).ToListAsync(cancel);
        return new PanelTable([new("Numero", "Number"), new("Importo", "Amount"), new("Stato", "State")],
            [.. charges.Take(Most).Select(c => new PanelRow([c.InWords, Say.Euro(c.Cents), ChargePanel.StateOf(c.ToView()).It], $"/desk/sportello/pagamenti/{c.Id:n}"))], charges.Count > Most);
    }
}
