using Liburia.Assistance.Training;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Assistance;

/// <summary>Training of the staff: exercises done in a practice Comune, and who has passed which.</summary>
public sealed class AssistanceModule : IModule
{
    internal const string Train = "assistance.train", Review = "assistance.review";

    public string Name => "Assistance";

    public IReadOnlyList<Permission> Permissions => [new(Train, Roles.Everyone), new(Review, Roles.OfficeHead, Roles.Secretary, Roles.Administrator)];

    public IReadOnlyList<MenuEntry> Menu => [new(MenuPlace.Desk, "formazione", "/desk/formazione", new("Formazione", "Training"), Train, "it-star-outline",
        94)];

    public IReadOnlyList<Processing> Processings =>
        [new("Formazione del personale", "Esercitare chi lavora nel Comune e sapere che cosa sa già fare", "art. 6 par. 1 lett. e GDPR; art. 13 D.Lgs. 82/2005; art. 54 c. 7 D.Lgs. 165/2001", "personale", "esercizi cominciati e superati, tentativi, date; nessun dato vero di cittadini", "il responsabile dell'ufficio", "finché dura il rapporto di lavoro", [])];

    public void AddServices(IServiceCollection services) => services.AddScoped<TrainingDesk>();

    public void ConfigureModel(ModelBuilder model) => model.Entity<TrainingRecord>(record =>
    {
        record.ToTable("TrainingRecords");
        record.HasKey(r => r.Id);
        record.Property(r => r.Exercise).HasMaxLength(80);
        record.Property(r => r.Practice).HasMaxLength(80);
        record.Property(r => r.Words).HasMaxLength(1000);
        record.Property(r => r.Facts).HasMaxLength(1000);
        record.HasIndex(r => r.StaffId);
    });
}
