using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.TestKit;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The walls of the house, held by tests: the dependency table, the doors, the size of files, an audience for every page.</summary>
public sealed partial class ArchitectureTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    private static readonly string Root = Repository.Root;

    private static IEnumerable<string> Sources(params string[] endings) => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Where(file => endings.Any(end => file.EndsWith(end, StringComparison.Ordinal)))
        .Where(file => !Regex.IsMatch(file[Root.Length..], @"[\\/](bin|obj|node_modules|data|wwwroot)[\\/]"));

    [Fact]
    public void ProjectReferences_AreThoseOfTheDependencyTable()
    {
        var table = new Dictionary<string, string[]>();
        foreach (Match row in TableRow().Matches(File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"))))
            table[row.Groups[1].Value] = [.. row.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(name => name != "–").Order()];
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order().ToArray();
            table.ShouldContainKey(name);
            references.ShouldBe(table[name], $"{name} in docs/architecture.md");
        }
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [Fact]
    public void PublicTypes_OfModules_AreContractsOrThePlug()
    {
        var wrong = Liburia.Web.Modules.All.Where(module => module.Name != "Design").SelectMany(module => module.Assembly.GetExportedTypes())
            .Where(type => !type.Name.EndsWith("Module", StringComparison.Ordinal) && type.Namespace?.Contains(".Contracts", StringComparison.Ordinal) != true)
            .Select(type => type.FullName);
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Contracts_HoldNoEntities()
    {
        town.Require();
        var entities = await town.ReadAsync("cesa", db => Task.FromResult(db.Model.GetEntityTypes().Select(e => e.ClrType).ToList()));
        entities.Where(type => type.Namespace!.Contains(".Contracts", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void EngineWords_StandOnlyInTheDatabaseFolder()
    {
        var words = new Regex(@"\b(Npgsql|IsNpgsql|IsSqlite|SqliteConnection|PRAGMA|FTS5|tsvector)\b");
        Sources(".cs").Where(file => file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !file.Contains(Path.Combine("Platform", "Database"), StringComparison.Ordinal))
            .Where(file => words.IsMatch(File.ReadAllText(file))).Select(file => file[Root.Length..]).ShouldBeEmpty();
    }

    /// <summary>A table that changes its name changes it in the model alone: SQL is written where engines are, or from the model.</summary>
    [Fact]
    public async Task TablesInSql_AreNamedByTheModel()
    {
        town.Require();
        var tables = await town.ReadAsync("cesa", db => Task.FromResult(db.Model.GetEntityTypes().Select(e => e.GetTableName()!).ToList()));
        tables.Count.ShouldBeGreaterThan(40);
        var sql = new Regex($@"\b(INTO|FROM|JOIN|UPDATE|TABLE)\s+[\\""]*({string.Join('|', tables)})\b|\b(ExecuteSql|FromSql|SqlQuery)\w*\s*[<(]", RegexOptions.IgnoreCase);
        sql.IsMatch("$\"INSERT INTO registry_used_stamps (identifier) VALUES ({stamp})\"").ShouldBeTrue();
        sql.IsMatch("db.Database.SqlQuery<int>(text)").ShouldBeTrue();
        Sources(".cs").Where(file => file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !file.Contains(Path.Combine("Platform", "Database"), StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => sql.IsMatch(line)).Select(line => $"{file[Root.Length..]}: {line.Trim()}")).ShouldBeEmpty();
    }

    /// <summary>What a failure says is for people: what it is decides, by its type.</summary>
    [Fact]
    public void WordsOfAFailure_DecideNothing() => Sources(".cs").Where(file => file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .SelectMany(file => File.ReadLines(file).Where(line => Regex.IsMatch(line, @"\.Message(\.(Contains|StartsWith|EndsWith|IndexOf|Equals)\(|\s*(==|!=|is |switch))"))
            .Select(line => $"{file[Root.Length..]}: {line.Trim()}")).ShouldBeEmpty();

    [Fact]
    public void Files_HaveAtMostFiveHundredLines() =>
        Sources(".cs", ".cshtml", ".js", ".mjs", ".scss").Where(file => File.ReadLines(file).Count() > 500).Select(file => file[Root.Length..]).ShouldBeEmpty();

    [Fact]
    public void Sources_HoldNoBannedWords()
    {
        var banned = new Dictionary<string, Regex>
        {
            ["time comes from TimeProvider"] = new(@"\bDateTime(Offset)?\.(Now|Today|UtcNow)\b"),
            ["no ambient transactions"] = new(@"\bTransactionScope\b"),
            ["no blocking on tasks"] = new(@"\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)"),
            ["HTML is built, not pasted"] = new(@"new HtmlString\(|@Html\.Raw"),
            ["nothing is left to do"] = new(@"\bTODO\b|\bFIXME\b|NotImplementedException"),
        };
        foreach (var (reason, pattern) in banned)
            Sources(".cs", ".cshtml").Where(file => file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Where(file => pattern.IsMatch(File.ReadAllText(file))).Select(file => file[Root.Length..]).ShouldBeEmpty(reason);
    }

    [Fact]
    public void S50_Regexes_HaveALimit() => Sources(".cs", ".cshtml").Where(file => file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .SelectMany(file => File.ReadLines(file).Where(line => Regex.IsMatch(line, @"\[GeneratedRegex\(|new Regex\(|\bRegex\.(IsMatch|Match|Matches|Replace|Split|Count)\(") && !Regex.IsMatch(line, @", 200\)\]|FromMilliseconds\((\d{1,2}|1\d\d|200)\)|NonBacktracking"))
            .Select(line => $"{file[Root.Length..]}: {line.Trim()}")).ShouldBeEmpty();

    /// <summary>A form that carries the mark of what was read needs it: judged only where it comes, whoever leaves it out would overwrite.</summary>
    [Fact]
    public void Pages_WhoseFormsCarryTheMarkOfWhatWasRead_NeedIt()
    {
        var pages = Sources(".cshtml").Where(file => File.ReadAllText(file).Contains("name=\"Seen\"", StringComparison.Ordinal)).ToList();
        pages.ConvertAll(file => Path.GetFileNameWithoutExtension(file)).Order().ToList().ShouldBe(
            ["Adopt", "Annul", "Assign", "CasePage", "Certify", "Columns", "Decide", "FunctionsPage", "GiveOpinion", "Granted", "Join", "Move", "Notice", "OfficesPage",
                "Opinion", "Person", "Preview", "PublicEntry", "Record", "RecordAtOnce", "Sampled", "Separate", "Supplements", "TakeUpAgain", "ThirdParties", "UpToDate"],
            customMessage: "a page that comes is sent without its mark by a test (Unmarked), and has a row here");
        // Pages of a case leave it to what they share.
        var (sources, shared) = (Sources(".cshtml.cs").Select(File.ReadAllText).ToList(), File.ReadAllText(Sources("CaseActs.cs").Single()));
        foreach (var page in pages)
        {
            var model = Regex.Match(File.ReadAllText(page), @"@model (\w+)").Groups[1].Value;
            var own = sources.Single(source => source.Contains($"class {model}(", StringComparison.Ordinal));
            (own.Contains(" : CaseActs(desk", StringComparison.Ordinal) ? shared : own).ShouldMatch(@"SeenMark\.(Need\(|Missing)");
        }
    }

    /// <summary>What is data stands in the data: no page knows a term of the tables or a service of the catalogue by its name.</summary>
    [Fact]
    public void Pages_NameNoTerm_AndNoService()
    {
        town.Require();
        var names = Platform.Law.Terms.All.Select(term =>
            term.Name).Concat(town.Services.GetRequiredService<Procedures.Models.ModelCatalogue>().Newest.Select(model => model.Slug)).Distinct().ToList();
        names.Count.ShouldBeGreaterThan(60);
        var pages = Sources(".cshtml", ".cshtml.cs").Where(file => file.Contains($"{Path.DirectorySeparatorChar}Pages{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal))
            .Select(file => (file[Root.Length..], Text: File.ReadAllText(file))).ToList();
        (from page in pages
         from name in names
         where page.Text.Contains($"\"{name}\"", StringComparison.Ordinal) || Regex.IsMatch(page.Text, $"/servizi/{name}(?![a-z-])")
         select $"{page.Item1}: {name}").ShouldBeEmpty();
    }

    /// <summary>Things that were said in several places, each now in one.</summary>
    [Theory]
    [InlineData("AccessLog.SubjectOf(", "LookSubject.cs")]
    [InlineData("Name = \"stato\"", "QueuePage.cs")]
    public void Procedures_SaysItInOnePlace(string words, string place) =>
        Sources(".cs").Where(file => file.Contains($"src{Path.DirectorySeparatorChar}Procedures{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && File.ReadAllText(file).Contains(words, StringComparison.Ordinal))
            .Select(Path.GetFileName).ShouldBe([place]);

    /// <summary>No page of the desk gives a document away without asking its guard: a page that comes is seen here.</summary>
    [Fact]
    public void PagesOfTheDesk_ThatGiveDocuments_AskTheirGuardFirst()
    {
        var pages = Sources(".cshtml.cs").Where(file => Path.GetFileName(Path.GetDirectoryName(file)) is "Desk" or "Acts")
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"\barchive\.(OpenAsync|ReadAsync)\(|\bDownload\.OfAsync\(")).ToList();
        pages.ConvertAll(Path.GetFileName).Order().ToList().ShouldBe(["DeskDocument.cshtml.cs", "Entry.cshtml.cs"]);
        foreach (var page in pages) File.ReadAllText(page).ShouldMatch(@"(?s)archive\.PassAsync\(.*(archive\.OpenAsync|Download\.OfAsync)\(");
    }

    [Fact]
    public void RazorPathsAndRoutes_AreNotRepeated()
    {
        Sources(".cshtml").Select(file => file[(file.IndexOf($"{Path.DirectorySeparatorChar}Pages{Path.DirectorySeparatorChar}", StringComparison.Ordinal))..])
            .Where(path => !path.EndsWith("_ViewImports.cshtml", StringComparison.Ordinal)).GroupBy(path => path).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();
        var routes = Endpoints().GroupBy(e => (e.RoutePattern.RawText, e.Metadata.GetMetadata<HostedAtAttribute>()?.Kind)).Where(group => group.Select(e => e.Metadata.GetMetadata<PageActionDescriptor>()?.RelativePath).Distinct().Count() > 1);
        routes.Select(group => group.Key.RawText).ShouldBeEmpty();
    }

    [Fact]
    public void S1_EveryEndpoint_DeclaresItsAudience() => Endpoints()
        .Where(e => e.Metadata.GetMetadata<PublicAttribute>() is null && e.Metadata.GetMetadata<CitizenAttribute>() is null && e.Metadata.GetMetadata<PermissionAttribute>() is null)
        .Select(e => e.RoutePattern.RawText).ShouldBeEmpty();

    [Fact]
    public void Permissions_NamedByPages_AreDeclaredByAModule()
    {
        var declared = Liburia.Web.Modules.All.SelectMany(module => module.Permissions).Select(permission => permission.Name).ToHashSet();
        Endpoints().Select(e => e.Metadata.GetMetadata<PermissionAttribute>()?.Name).OfType<string>().Distinct().Where(name => !declared.Contains(name)).ShouldBeEmpty();
    }

    private List<RouteEndpoint> Endpoints()
    {
        town.Require();
        return [.. town.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
    }
}
