using Liburia.Demonstration.Population;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Demonstrations;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Demonstration;

/// <summary>
/// The invented inhabitants of a demonstration: made in memory, the same for the same number and seed, then loaded Comune by
/// Comune, each built aside and put in place when it is whole.
/// </summary>
internal sealed class DemonstrationData
{
    private readonly IReadOnlyList<(Municipality Municipality, GeneratedPopulation Population)> populations;

    /// <param name="inhabitants">In all; shared out by the real numbers of inhabitants, each Comune with as many as it takes for its people to be families.</param>
    public DemonstrationData(IReadOnlyList<Municipality> municipalities, int inhabitants, DateOnly today, Action<int>? made = null)
    {
        var total = municipalities.Sum(m => m.Population);
        var left = inhabitants;
        var list = new List<(Municipality, GeneratedPopulation)>();
        foreach (var municipality in municipalities)
        {
            var share = municipality == municipalities[^1] ? left : (int)((long)inhabitants * municipality.Population / total);
            share = Math.Max(share, PopulationGenerator.FewestInhabitants);
            left -= share;
            list.Add((municipality, PopulationGenerator.Generate(new PopulationPlan(
                municipality.Slug, municipality.Name, municipality.Istat, municipality.Belfiore, municipality.Province, share, 5080, new DateOnly(today.Year, 1, 1)))));
            made?.Invoke(share);
        }
        populations = list;
        Fingerprint = PopulationGenerator.Fingerprint(list.Select(item => item.Item2));
    }

    /// <summary>SHA-256 of the whole set: the same for the same seed, number and year.</summary>
    public string Fingerprint { get; }

    public IReadOnlyList<Municipality> Municipalities => [.. populations.Select(p => p.Municipality)];

    /// <summary>Builds one Comune aside, fills it and puts it in place.</summary>
    public async Task LoadAsync(Municipality municipality, IServiceProvider services, TimeProvider clock, Action<int>? loaded = null,
        CancellationToken cancel = default)
    {
        var (engine, databases, today) = (services.GetRequiredService<IEngine>(), services.GetRequiredService<AppDbFactory>(), LegalTime.Today(clock));
        var population = populations.First(p => p.Municipality == municipality).Population;
        var aside = municipality.Slug + "-new";
        await engine.DropAsync(aside, cancel);
        await engine.CreateAsync(aside, cancel);
        await services.GetRequiredService<DatabaseMigrator>().MigrateOneAsync(aside, cancel);
        await using (var db = databases.Open(aside))
        {
            await db.Database.OpenConnectionAsync(cancel);
            await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
            {
                var loader = new PopulationLoader(db.Database.GetDbConnection(), transaction.GetDbTransaction(), engine, municipality, population, LegalTime.UtcNow(clock));
                await loader.LoadAsync(loaded, cancel);
                DemonstrationOffices.Add(db, services.GetRequiredService<IReadOnlyList<IModule>>(), municipality, today);
                foreach (var seed in services.GetServices<IDemonstrationSeed>()) await seed.AddAsync(db, new InventedTown(municipality, today, Known()),
                    cancel);
                db.Add(new Setting { Name = "data-set", Value = Fingerprint });
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            }
            await engine.AnalyzeAsync(db, cancel);
        }
        await engine.PutInPlaceAsync(aside, municipality.Slug, cancel);
        await services.GetRequiredService<CitizenIndex>().RebuildAsync(municipality.Slug, population.Persons.Select(person => person.TaxCode), cancel: cancel);
    }

    private List<InventedPerson> Known()
    {
        var cast = new List<InventedPerson>();
        void Add(string belfiore, string familyName, string givenName, string it, string en)
        {
            var person = populations.FirstOrDefault(p => p.Municipality.Belfiore == belfiore).Population?.Persons.Take(40).FirstOrDefault(p => Same(p.FamilyName, familyName) && Same(p.GivenName, givenName));
            if (person is not null) cast.Add(new InventedPerson(person.TaxCode, $"{givenName} {familyName}", it, en));
        }
        Add("C561", "De Luca", "Maria", "41 anni, residente a Cesa con il marito e due figli", "41, lives in Cesa with husband and two children");
        Add("C561", "Ferrara", "Antonio", "marito di Maria, padre di due figli minorenni", "Maria's husband, father of two minors");
        Add("C561", "Haddad", "Amina", "residente a Cesa con due figli, nata in Marocco", "lives in Cesa with two children, born in Morocco");
        Add("C561", "Ferrara", "Luca", "35 anni, vive da solo a Cesa e usa un lettore di schermo", "35, lives alone in Cesa and uses a screen reader");
        Add("C561", "Marino", "Rosa", "residente a Cesa, con indirizzo protetto", "lives in Cesa, with a protected address");
        Add("I293", "Esposito", "Giuseppe", "residente a Sant'Antimo con la moglie", "lives in Sant'Antimo with his wife");
        return cast;
    }

    private static bool Same(string one, string other) => string.Join(' ', SearchWords.Of(one)) == string.Join(' ', SearchWords.Of(other));
}
