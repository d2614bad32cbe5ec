using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Mail;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>How a citizen wants to be told: addresses they gave, kept so that nobody asks again.</summary>
internal sealed class Contact
{
    public required string TaxCode { get; init; }
    public string? Mail { get; set; }
    public string? Phone { get; set; }
    public DateTime UpdatedAt { get; set; }
}

/// <summary>Tells the applicant by e-mail that something happened. The message says where to read, never what: the area has the rest.</summary>
internal sealed class Notices(AppDb db, JobQueue jobs, Models.ModelCatalogue catalogue, Platform.Access.Mandates mandates, Installation installation, Tenant tenant, TimeProvider clock)
{
    public async Task RememberAsync(string taxCode, string? mail, string? phone, CancellationToken cancel = default)
    {
        if (mail is null && phone is null) return;
        await new Statement(db).Add(new Contact { TaxCode = taxCode, Mail = mail, Phone = phone, UpdatedAt = clock.UtcNow() })
            .OrChange<Contact>((c => c.Mail, There.GivenOrKept), (c => c.Phone, There.GivenOrKept), (c => c.UpdatedAt, There.Given)).RunAsync(cancel);
    }

    /// <summary>The address to which a message about a case goes; none where the citizen gave none or the installation sends no mail.</summary>
    public async Task<string?> MailOfAsync(string taxCode, CancellationToken cancel = default) =>
        installation.Smtp is null ? null : (await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.TaxCode == taxCode, cancel))?.Mail;

    /// <summary>The addresses to which a message about a case goes: the applicant's, and that of who filed it for them while they still may act for them.</summary>
    public async Task<IReadOnlyList<string>> MailsOfAsync(Case item, CancellationToken cancel = default)
    {
        var mails = new List<string?> { await MailOfAsync(item.ApplicantTaxCode, cancel) };
        if (item.RepresentativeTaxCode is { } by && await mandates.MayAsync(by, item.ApplicantTaxCode, item.ServiceSlug, LegalTime.Today(clock), cancel)) mails.Add(await MailOfAsync(by, cancel));
        return [.. mails.OfType<string>().Distinct()];
    }

    /// <summary>How an applicant hears of what happens to a case, in words.</summary>
    public async Task<string> HowAsync(Case item, CancellationToken cancel = default) =>
        await MailsOfAsync(item, cancel) is { Count: > 0 } mails ? $"nell'area personale, con un avviso a {string.Join(" e a ", mails)}" : "nell'area personale";

    /// <summary>Owes a message about an event of a case; nothing where the citizen gave no address or the installation sends no mail.</summary>
    /// <param name="key">Unique for ever: the event's.</param>
    public async Task TellAsync(Case item, string key, Texts what, CancellationToken cancel = default)
    {
        var mails = await MailsOfAsync(item, cancel);
        if (mails.Count == 0) return;
        var room = $"{installation.UrlOf(tenant.Municipality)}/area-personale/pratiche/{item.Id:n}";
        // The service alone: the case's own title says what it is about.
        var service = catalogue.Find(item.ServiceSlug, item.ModelVersion)?.Title.It ?? "";
        for (var i = 0; i < mails.Count; i++) jobs.Add(SendMail.JobKind, i == 0 ? $"mail:{key}" : $"mail:{key}:{i + 1}", new SendMail.Letter(mails[i], $"{what.It} – protocollo {item.ProtocolNumber}",
            $"{what.It}.\n\nServizio: {service}\nProtocollo: {item.ProtocolNumber}\nLeggi e rispondi qui: {room}\n\n{what.En}. Read and answer here: {room.Replace("/area-personale", "/en/area-personale", StringComparison.Ordinal)}\n\n{tenant.Municipality.FullName}\nMessaggio automatico: non rispondere a questo indirizzo."));
    }
}
