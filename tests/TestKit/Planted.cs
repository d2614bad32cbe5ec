using System.Runtime.CompilerServices;
using Liburia.Assistance.Training;
using Liburia.Identity.Contracts;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Portal.Reports;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Registers;
using Liburia.Procedures.Uploads;
using Liburia.Protocol.Entries;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.TestKit;

/// <summary>
/// Something of Maria's behind every address of Cesa: what others ask for and must never see. Planted once in a town, in the ways citizens and offices have.
/// </summary>
public sealed class Planted
{
    public const string Service = "passo-carrabile", Register = "passi-carrabili", Step = "foto";
    private const string Message = "Scrivo del mio garage di famiglia", Note = "Annotazione riservata su garage", Letter = "Lettera riservata sul garage", AboutTheLook = "Perché guardate il mio garage?", AboutThePage = "La pagina del mio garage non si apre";

    private static readonly ConditionalWeakTable<Town, Lazy<Task<Planted>>> Towns = [];

    public required Guid Resident { get; init; }
    /// <summary>Still open, of the technical office, with things asked of the applicant.</summary>
    public required Guid Case { get; init; }
    public required Guid Document { get; init; }
    public required Guid Asked { get; init; }
    public required Guid Draft { get; init; }
    public required Guid Upload { get; init; }
    /// <summary>A row of a public register that was granted to her.</summary>
    public required Guid Granted { get; init; }
    /// <summary>Of a paper letter, with its scan.</summary>
    public required Guid Entry { get; init; }
    public required Guid Scan { get; init; }
    public required Guid Filter { get; init; }
    public required Guid Job { get; init; }
    /// <summary>A look at Maria's data, and what she asked about it.</summary>
    public required Guid Look { get; init; }
    public required Guid Question { get; init; }
    /// <summary>Somebody of the technical office with a position of theirs, and a passkey of gino's.</summary>
    public required Guid Colleague { get; init; }
    public required Guid Position { get; init; }
    public required Guid Passkey { get; init; }
    public required Guid Training { get; init; }
    /// <summary>What somebody wrote about a page.</summary>
    public required Guid Report { get; init; }
    /// <summary>By which a stranger verifies a certificate, and by which a clerk enters for the first time.</summary>
    public required string VerificationCode { get; init; }
    public required string FirstCode { get; init; }
    /// <summary>Of the technical office at Cesa and at Succivo.</summary>
    public required (Guid Office, Guid Officer) Here { get; init; }
    public required (Guid Office, Guid Officer) Elsewhere { get; init; }

    /// <summary>What is Maria's alone: who she is, where she lives, what she asked and wrote.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public static Task<Planted> InAsync(Town town) => Towns.GetValue(town, key => new(() => PlantAsync(key))).Value;

    private static async Task<Planted> PlantAsync(Town town)
    {
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, use: "7");
        await maria.SubmitAsync();
        await GrantedAsync(town, maria);
        var id = await OpenAsync(town, maria);
        await ApplicationSample.ToCheckAsync(town, maria, Service);
        var draft = Guid.Parse(maria.Current.Split('/')[^2]);
        using var anna = await town.AsStaffAsync();
        await ProtocolSample.RegisterAsync(anna, Letter);
        using var gino = await town.AsStaffAsync("gino");
        await DoAsync(gino, "/desk/pratiche", "Keep", new() { ["Name"] = "Quelle del garage" });
        var code = await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var (gino, look) = (await db.Set<StaffMember>().FirstAsync(s => s.UserName == "gino"), await db.Set<AccessRecord>().FirstAsync(r => r.CaseId == id));
            var colleague = new StaffMember { Id = Guid.CreateVersion7(), UserName = "lina", FullName = "Lina Piantata" };
            var office = (await db.Set<Position>().FirstAsync(p => p.StaffId == gino.Id)).OfficeId;
            db.AddRange(colleague, new Position { Id = Guid.CreateVersion7(), StaffId = colleague.Id, OfficeId = office, Role = Roles.CaseOfficer, Title = "Istruttrice", ValidFrom = new(2020, 1, 1) },
                new TrainingRecord
                {
                    Id = Guid.CreateVersion7(),
                    StaffId = gino.Id,
                    Exercise = "registry.address-change",
                    Practice = "cesa",
                    Words = "Compito piantato",
                    Facts = "{}",
                    StartedAt = town.Clock.GetUtcNow().UtcDateTime
                },
                new StaffPasskey { Id = Guid.CreateVersion7(), StaffId = gino.Id, CredentialId = "piantata", PublicKey = [1], Name = "chiave piantata", Transports = "" },
                new PageReport { Id = Guid.CreateVersion7(), Page = "/servizi", Text = AboutThePage, SentAt = DateTime.UtcNow },
                new LookQuestion { Id = Guid.CreateVersion7(), RecordId = look.Id, SubjectId = look.SubjectId, Asked = AboutTheLook, AskedAt = DateTime.UtcNow });
            var made = await FirstAccess.CreateAsync(db, (await db.Set<StaffMember>().FirstAsync(s => s.UserName == "elsa")).Id, town.Clock);
            await db.SaveChangesAsync();
            return made;
        });
        await town.JobsDoneAsync();
        var elsewhere = await town.ReadAsync("succivo", TechnicalAsync);
        return await town.InAsync("cesa", services => ReadAsync(services, id, draft, code, elsewhere));
    }

    private static async Task<Planted> ReadAsync(IServiceProvider services, Guid id, Guid draft, string code, (Guid, Guid) elsewhere)
    {
        var (db, register) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<ResidentRegister>());
        var maria = (await register.SearchAsync("de luca maria dlcmra85", 1))[0];
        var open = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == id);
        var letter = await db.Set<ProtocolEntry>().AsNoTracking().FirstAsync(e => e.Subject == Letter);
        var certificate = await db.Set<Certificate>().AsNoTracking().FirstAsync(c => c.SubjectId == maria.Person.Id);
        var today = LegalTime.Today(TimeProvider.System);
        var home = await register.DwellingAsync(maria.Resident.Id, today, DateTime.UtcNow.AddSeconds(1));
        return new Planted
        {
            Resident = maria.Resident.Id,
            Case = id,
            Document = (await db.Set<CaseDocument>().AsNoTracking().FirstAsync(d => d.CaseId == id)).Id,
            Asked = (await db.Set<SupplementItem>().AsNoTracking().FirstAsync(s => s.CaseId == id && !s.IsFile)).Id,
            Draft = draft,
            Granted = (await db.Set<RegisterEntry>().AsNoTracking().FirstAsync(e => e.HolderTaxCode == maria.Person.TaxCode && e.IsPublic)).Id,
            Upload = (await db.Set<Upload>().AsNoTracking().FirstAsync(u => u.DraftId == draft)).Id,
            Entry = letter.Id,
            Scan = (await db.Set<EntryDocument>().AsNoTracking().FirstAsync(d => d.EntryId == letter.Id)).Id,
            Filter = (await db.Set<SavedFilter>().AsNoTracking().FirstAsync()).Id,
            Job = (await db.Set<Platform.Jobs.Job>().AsNoTracking().FirstAsync()).Id,
            Look = (await db.Set<AccessRecord>().AsNoTracking().FirstAsync(r => r.CaseId == id)).Id,
            Question = (await db.Set<LookQuestion>().AsNoTracking().FirstAsync()).Id,
            Colleague = (await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "lina")).Id,
            Position = (await db.Set<Position>().AsNoTracking().FirstAsync(p => db.Set<StaffMember>().Any(s => s.Id == p.StaffId && s.UserName == "lina"))).Id,
            Passkey = (await db.Set<StaffPasskey>().AsNoTracking().FirstAsync()).Id,
            Training = (await db.Set<TrainingRecord>().AsNoTracking().FirstAsync()).Id,
            Report = (await db.Set<PageReport>().AsNoTracking().FirstAsync()).Id,
            VerificationCode = certificate.VerificationCode,
            FirstCode = code,
            Here = await TechnicalAsync(db),
            Elsewhere = elsewhere,
            Words = [maria.Person.TaxCode, "De Luca", home!.InWords, certificate.ControlCode, open.ProtocolNumber, open.Segnatura, letter.NumberInWords, letter.Segnatura, Message, Note, Letter, AboutTheLook, AboutThePage],
        };
    }

    private static async Task<(Guid, Guid)> TechnicalAsync(AppDb db) =>
        ((await db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name == "Ufficio tecnico")).Id, (await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "gino")).Id);

    /// <summary>One permit that stands in the register.</summary>
    private static async Task GrantedAsync(Town town, Browser maria)
    {
        var id = Guid.Parse((await ApplicationSample.SubmitAsync(town, maria, Service)).Split('/')[^1]);
        using var gino = await town.AsStaffAsync("gino");
        await DoAsync(gino, $"/desk/pratiche/{id:n}", "Decide", new() { ["State"] = "Completed", ["Reasons"] = "La documentazione è completa." });
    }

    private static async Task<Guid> OpenAsync(Town town, Browser maria)
    {
        var room = await ApplicationSample.SubmitAsync(town, maria, Service);
        var id = Guid.Parse(room.Split('/')[^1]);
        await DoAsync(maria, room, "Message", new() { ["Text"] = Message });
        using var gino = await town.AsStaffAsync("gino");
        var desk = $"/desk/pratiche/{id:n}";
        await DoAsync(gino, desk, "Note", new() { ["Text"] = Note });
        await DoAsync(gino, desk, "Supplements", new() { ["Items"] = "La larghezza esatta", ["Files"] = "Una fotografia", ["Days"] = "20" });
        return id;
    }

    private static async Task DoAsync(Browser who, string path, string handler, Dictionary<string, string> fields)
    {
        var page = await who.GetAsync(path);
        fields["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await who.PostAsync($"{path}?handler={handler}", fields, follow: false)).ShouldBe(System.Net.HttpStatusCode.Redirect);
    }
}

/// <summary>All rows of a Comune as an export has them, to say whether something changed them.</summary>
public sealed class Rows
{
    private readonly Dictionary<string, HashSet<string>> tables = [];

    public static Task<Rows> OfAsync(Town town, string slug = "cesa") => town.InAsync(slug, async services =>
    {
        var (db, rows, written) = (services.GetRequiredService<AppDb>(), new Rows(), new List<(string Table, MemoryStream Text)>());
        await services.GetRequiredService<Platform.Portability.Tables>().WriteAsync(db, Platform.Portability.Tables.SchemaOf(db), table =>
        {
            written.Add((table, new MemoryStream()));
            return written[^1].Text;
        });
        foreach (var (table, text) in written) rows.tables[table] = [.. System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n')];
        return rows;
    });

    /// <summary>Rows that came or went since <paramref name="before"/>, in tables other than these.</summary>
    public IReadOnlyList<string> ChangedSince(Rows before, params string[] besides) => [.. tables.Where(table => !besides.Contains(table.Key))
        .SelectMany(table => table.Value.Except(before.tables[table.Key]).Select(row => $"{table.Key} now has {row}").Concat(before.tables[table.Key].Except(table.Value).Select(row => $"{table.Key} had {row}")))];

    /// <summary>Rows with a word in them.</summary>
    public IReadOnlyList<string> With(string word, string besides = "") => [.. tables.Where(table => table.Key != besides).SelectMany(table => table.Value.Where(row => row.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(row => $"{table.Key}: {row}"))];

    public int Count(string table, string word) => tables[table].Count(row => row.Contains(word, StringComparison.Ordinal));
}
