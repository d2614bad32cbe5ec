using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Portal.Contracts;
using Liburia.Portal.Public;
using Liburia.Portal.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Portal;

/// <summary>The Comune's own site: home, services, and the pages the law wants; what people say of its pages.</summary>
public sealed class PortalModule : IModule
{
    internal const string ReadReports = "portal.reports";

    public string Name => "Portal";

    public IReadOnlyList<Permission> Permissions => [new(ReadReports, Roles.Administrator, Roles.Secretary)];

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Site, "all-services", "/servizi", new("Servizi", "Services"), Order: 30), new(MenuPlace.Desk, "problemi", "/desk/problemi", new("Problemi del sito", "Site problems"), ReadReports, "it-warning-circle", 86)];

    public IReadOnlyList<Processing> Processings =>
        [new("Problemi segnalati sulle pagine", "Correggere ciò che nel sito non funziona", "art. 6 par. 1 lett. e GDPR; L. 4/2004", "chi scrive, se lascia la posta", "testo, pagina, posta elettronica facoltativa", "nessuno", "un anno dopo la risposta", [])];

    public void AddServices(IServiceCollection services) => services.AddScoped<IRound, ReportRound>().AddScoped<IPublicSource, PublicServices>().AddScoped<IPublicSource, PublicOffices>();

    public void ConfigureModel(ModelBuilder model) => model.Entity<PageReport>(report =>
    {
        report.ToTable("PageReports");
        report.HasKey(r => r.Id);
        report.HasIndex(r => r.SentAt);
        report.Property(r => r.Page).HasMaxLength(300);
        report.Property(r => r.Text).HasMaxLength(PageReport.TextLength);
        report.Property(r => r.Outcome).HasMaxLength(500);
    });
}
