using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>Every door by which a file enters has the same judge: content, size, antivirus. What it refuses is said in words and leaves nothing.</summary>
public abstract partial class FileDoorTests(Town town)
{
    private const string Report = "segnalazione-disservizio", Reasons = "La documentazione dimostra che la richiesta è fondata.";
    private static readonly byte[] Virus = [.. ApplicationSample.Png, .. "EICAR"u8], Page = [.. "<html><script>alert(1)</script></html>"u8];

    public static TheoryData<string> Doors => ["a form", "a form that goes on", "pieces", "a supplement", "a contest", "a decision", "the protocol"];

    /// <summary>Sends a file through a door, and says where it would be listed.</summary>
    private async Task<Func<byte[], string, Task<Answer>>> AtAsync(string door, List<Browser> open)
    {
        var maria = await town.AsCitizenAsync();
        open.Add(maria);
        switch (door)
        {
            case "a form" or "a form that goes on" or "pieces":
                await ApplicationSample.ToCheckAsync(town, maria, Report);
                var path = maria.Last!.Page.QuerySelectorAll("main a")
                    .First(a => a.GetAttribute("href")!.EndsWith("/foto", StringComparison.Ordinal)).GetAttribute("href")!;
                return async (bytes, name) =>
                {
                    var fields = FieldsOf(await maria.GetAsync(path), "main form[method=post]:not([action])");
                    if (door != "pieces") return await maria.PostFileAsync(door == "a form" ? path + "?handler=Upload" : path, fields, "foto", name, bytes);
                    (fields["question"], fields["name"], fields["length"], fields["sha256"], fields["offset"]) = ("foto", name, $"{bytes.Length}",
                        PieceTests.Sha(bytes), "0");
                    return await maria.PostFileAsync(path + "/pezzi", fields, "piece", "piece", bytes);
                };
            case "a supplement":
                var asked = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
                using (var gino = await town.AsStaffAsync("gino")) await DeskActs.ActAsync(gino, asked, "Supplements",
                    new() { ["Files"] = "Una fotografia", ["Days"] = "20" });
                return async (bytes, name) =>
                    await maria.PostFileAsync(asked + "?handler=Supplement", FieldsOf(await maria.GetAsync(asked), "form[action='?handler=Supplement']"),
                        "file", name, bytes);
            case "a contest":
                var closed = await ApplicationSample.SubmitAsync(town, maria, Report);
                using (var gino = await town.AsStaffAsync("gino")) await DeskActs.DecideAsync(gino, closed, Reasons);
                return async (bytes, name) =>
                {
                    var fields = new Dictionary<string, string>(FieldsOf(await maria.GetAsync(closed),
                        "form[action='?handler=Contest']"))
                    { ["Text"] = "La buca c'è ancora, è stata riempita solo a metà." };
                    return await maria.PostFileAsync(closed + "?handler=Contest", fields, "file", name, bytes);
                };
            case "a decision":
                var room = await ApplicationSample.SubmitAsync(town, maria, Report);
                var clerk = await town.AsStaffAsync("gino");
                open.Add(clerk);
                return async (bytes, name) =>
                {
                    var fields = new Dictionary<string, string>(FieldsOf(await clerk.GetAsync(DeskActs.DecisionPathOf(room)),
                        "form[action='?handler=Decide']"))
                    { ["State"] = "Completed", ["Reasons"] = Reasons, ["Confirmed"] = "true" };
                    return await clerk.PostFileAsync(DeskActs.DecisionPathOf(room) + "?handler=Decide", fields, "Evidence", name, bytes);
                };
            case "the protocol":
                var bruno = await town.AsStaffAsync("bruno");
                open.Add(bruno);
                return async (bytes, name) =>
                {
                    var fields = FieldsOf(await bruno.GetAsync("/desk/protocollo/nuovo"), "main form[method=post]");
                    (fields["Direction"], fields["Subject"], fields["Counterpart"], fields["Classification"]) = ("Incoming", $"Una lettera con {name}",
                        "Rossi Mario", "I/6 Archivio generale");
                    return await bruno.PostFileAsync("/desk/protocollo/nuovo", fields, "Scan", name, bytes);
                };
            default: throw new ArgumentOutOfRangeException(nameof(door), door, null);
        }
    }

    private static Dictionary<string, string> FieldsOf(Answer page, string form) => Browser.FieldsOf((IHtmlFormElement)page.Page.QuerySelector(form)!);

    [Theory, MemberData(nameof(Doors))]
    public async Task S61_File_OfWhateverDoor_MeetsTheSameJudge(string door)
    {
        town.Require();
        List<Browser> open = [];
        try
        {
            var antivirus = ((IScanned)town).Antivirus;
            var send = await AtAsync(door, open);
            await town.JobsDoneAsync();
            await RefusedAsync("virus.png", Virus, "contiene un virus");
            await RefusedAsync("pagina.png", Page, "non è di un formato conosciuto");
            await RefusedAsync("archivio.png", [.. "PK\u0003\u0004"u8, .. new byte[60]], "è ZIP", unless: door == "a supplement");
            antivirus.Silent = true;
            try
            {
                await RefusedAsync("muto.png", ApplicationSample.Png, "antivirus non risponde");
            }
            finally
            {
                antivirus.Silent = false;
            }
            var answer = await send(ApplicationSample.Png, "buona.png");
            ((int)answer.Status).ShouldBe(200, answer.Main);
            (await Rows.OfAsync(town)).With("buona.png").ShouldNotBeEmpty();

            async Task RefusedAsync(string name, byte[] bytes, string reason, bool unless = false)
            {
                if (unless) return;
                var files = Stored();
                var refused = await send(bytes, name);
                refused.ShouldBe(HttpStatusCode.BadRequest);
                Regex.Unescape(refused.Text.StartsWith('{') ? refused.Text : refused.Main).ShouldContain(reason, Shouldly.Case.Sensitive, $"{door}: {name}");
                (await Rows.OfAsync(town)).With(name).ShouldBeEmpty(door);
                Stored().ShouldBe(files, $"{door}: {name}");
            }
        }
        finally
        {
            foreach (var browser in open) browser.Dispose();
        }
    }

    private int Stored() => Directory.EnumerateFiles(Path.Combine(town.Installation.DataFolder, "cesa"), "*", SearchOption.AllDirectories)
        .Count(file => file.Contains("/files/", StringComparison.Ordinal) || file.Contains("/uploads/", StringComparison.Ordinal));

    /// <summary>A door that is not in the list above cannot be built without being seen here.</summary>
    [Fact]
    public void Pages_ThatTakeFiles_AreThoseOfTheList()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Where(file => !Between().IsMatch(file))
            .Select(file => (Key: Path.GetFileName(file), Value: File.ReadAllText(file))).ToList();
        sources.Where(source => source.Key.EndsWith(".cshtml.cs", StringComparison.Ordinal) && Takes().IsMatch(source.Value))
            .Select(source => source.Key).Order()
            .ShouldBe(["Ask.cshtml.cs", "Decide.cshtml.cs", "Index.cshtml.cs", "New.cshtml.cs", "Piece.cshtml.cs", "Room.cshtml.cs"]);
        sources.Where(source => source.Value.Contains("OpenReadStream", StringComparison.Ordinal)).Select(source => source.Key).Order()
            .ShouldBe(["CaseFiles.cs", "CleanRequest.cs", "Index.cshtml.cs", "New.cshtml.cs", "Piece.cshtml.cs", "Upload.cs"]);
        sources.Where(source => source.Value.Contains("IVirusScanner", StringComparison.Ordinal)).Select(source => source.Key).Order()
            .ShouldBe(["IncomingFiles.cs", "LiburiaHost.cs", "VirusScanner.cs"]);
        sources.Where(source => source.Value.Contains("IncomingFiles ", StringComparison.Ordinal)).Select(source => source.Key).Order()
            .ShouldBe(["CaseFiles.cs", "ImportDesk.cs", "New.cshtml.cs", "Upload.cs"]);
    }

    [GeneratedRegex(@"IFormFile|\.Files\b.*GetFiles|Request\.Body\b")]
    private static partial Regex Takes();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Between();
}

public sealed class FileDoorsOnSqlite(ScannedTown town) : FileDoorTests(town), IClassFixture<ScannedTown>;

public sealed class FileDoorsOnPostgres(ScannedPostgresTown town) : FileDoorTests(town), IClassFixture<ScannedPostgresTown>;
