using Liburia.Platform.Access;
using Liburia.Platform.Files;
using Liburia.Platform.Imports;
using Liburia.Platform.Jobs;
using Liburia.Platform.Runs;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Registers;
using Liburia.Procedures.Uploads;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Tests;

/// <summary>
/// Cases: one that was granted and stands in a public register, one still open at the technical office with things asked of the applicant, an application that is
/// being written, a look at Maria's data and what she asked about it.
/// </summary>
internal sealed class ProceduresDoors : ModuleDoors
{
    private const string Message = "Scrivo del mio garage di famiglia", Note = "Annotazione riservata su garage", AboutTheLook = "Perché guardate il mio garage?",
        About = "Assegnazione dei garage";

    public override string Module => "Procedures";

    public override async Task PlantAsync(Planted planted)
    {
        var town = planted.Town;
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var granted = IdOf(await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service));
        await Planted.DoAsync(gino, $"/desk/pratiche/{granted:n}/decidi", "Decide", new() { ["State"] = "Completed", ["Reasons"] = "La documentazione è completa.", ["Confirmed"] = "true" });
        var land = IdOf(await ApplicationSample.SubmitAsync(town, maria, "occupazione-suolo-pubblico"));
        await Planted.DoAsync(gino, $"/desk/pratiche/{land:n}/decidi", "Decide", new()
        {
            ["State"] = "Completed",
            ["Reasons"] = "La documentazione è completa.",
            ["Confirmed"] = "true"
        });
        await DeskActs.PayAsync(gino, $"/area-personale/pratiche/{land:n}");
        var room = await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service);
        var id = IdOf(room);
        await Planted.DoAsync(maria, room, "Message", new() { ["Text"] = Message });
        await Planted.DoAsync(gino, DeskActs.PathOf(room, "Note"), "Note", new() { ["Text"] = Note });
        var asked = new Dictionary<string, string> { ["Items"] = "La larghezza esatta", ["Files"] = "Una fotografia", ["Days"] = "20" };
        await Planted.DoAsync(gino, DeskActs.PathOf(room, "Supplements"), "Supplements", asked);
        await ApplicationSample.ToCheckAsync(town, maria, ApplicationSample.Service);
        var draft = Guid.Parse(maria.Current.Split('/')[^2]);
        var code = await planted.ReadAsync(db => db.Set<Case>().Where(c => c.Id == id).Select(c => c.ApplicantTaxCode).FirstAsync());
        await ApplicationSample.AtCounterAsync(town, gino, ApplicationSample.Service, code);
        await gino.SubmitAsync();
        var receipt = IdOf(gino.Current);
        await ApplicationSample.AtCounterAsync(town, gino, ApplicationSample.Service, code);
        var counter = Guid.Parse(gino.Current.Split('/')[^2]);
        await Planted.DoAsync(gino, "/desk/pratiche", "Keep", new() { ["Name"] = "Quelle del garage" });
        // A file with her in it, of a kind that only a higher module knows.
        var file = await town.InAsync("cesa", services => services.GetRequiredService<FileStore>().StoreAsync("Cognome;Nome\r\nDe Luca;Maria\r\n"u8.ToArray()));
        await planted.ReadAsync(async db =>
        {
            var import = new Import { Id = Guid.CreateVersion7(), Kind = "people", FileName = "persone-e-garage.csv", Sha256 = file.Sha256, Length = file.Length, MediaType = "text/plain", ReadAs = "CSV", HeadingsKey = new string('0', 64), Mapping = "{}", State = ImportState.Previewed, StaffId = Guid.NewGuid(), StaffName = "Gino", CreatedAt = DateTime.UtcNow };
            db.AddRange(import, new ImportLine { ImportId = import.Id, Line = 2, Key = code, Label = "De Luca Maria", Unit = 0, Verdict = LineVerdict.Wrong, Content = "{}", Findings = """{"Faults":[{"Heading":"Via","Value":"Via dei Garage","Reason":"La via non c'è","IsWarning":false}],"Differences":[],"Question":null}""", Mark = "" });
            planted.Put("import", import.Id);
            planted.Tell(import.FileName, "Via dei Garage");
            var open = await db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == id);
            var look = await db.Set<AccessRecord>().FirstAsync(r => r.CaseId == id);
            var question = new LookQuestion { Id = Guid.CreateVersion7(), RecordId = look.Id, SubjectId = look.SubjectId, Asked = AboutTheLook, AskedAt = DateTime.UtcNow };
            db.Add(question);
            var run = new Run { Id = Guid.CreateVersion7(), Kind = AssignAll.Name, Title = About, Arguments = "{}", StaffId = Guid.NewGuid(), StaffName = "Gino", OfficeId = open.OfficeId!.Value, CreatedAt = DateTime.UtcNow, FinishedAt = DateTime.UtcNow };
            db.AddRange(run, new RunItem { RunId = run.Id, Position = 0, Subject = $"{id:n}:", Label = open.ProtocolNumber, State = RunItemState.Refused, Reason = "Chiusa nel frattempo." });
            await db.SaveChangesAsync();
            planted.Put("run", run.Id);
            planted.Put("case", id);
            planted.Put("land", land);
            planted.Put("document", (await db.Set<CaseDocument>().AsNoTracking().FirstAsync(d => d.CaseId == id)).Id);
            planted.Put("asked", (await db.Set<SupplementItem>().AsNoTracking().FirstAsync(s => s.CaseId == id && !s.IsFile)).Id);
            planted.Put("draft", draft);
            planted.Put("counter", counter);
            planted.Put("receipt", receipt);
            planted.Put("granted", (await db.Set<RegisterEntry>().AsNoTracking().FirstAsync(e => e.CaseId == granted && e.IsPublic)).Id);
            planted.Put("upload", (await db.Set<Upload>().AsNoTracking().FirstAsync(u => u.DraftId == draft)).Id);
            planted.Put("charge", (await db.Set<Charges.Charge>().AsNoTracking().FirstAsync(c => c.CaseId == id)).Id);
            planted.Put("filter", (await db.Set<SavedFilter>().AsNoTracking().FirstAsync()).Id);
            planted.Put("job", (await db.Set<Job>().AsNoTracking().FirstAsync()).Id);
            planted.Put("look", look.Id);
            planted.Put("person", look.SubjectId);
            planted.Put("question", question.Id);
            planted.Name(open.ApplicantTaxCode, "De Luca");
            planted.Tell(open.ProtocolNumber, open.Segnatura, Message, Note, AboutTheLook, About);
            return true;
        });
    }

    private static Guid IdOf(string room) => Guid.Parse(room.Split('/')[^1]);

    public override string? PartOf(Planted planted, Door door, string name) => (name, door.Pattern) switch
    {
        ("id", var at) when at.Contains("/atti/", StringComparison.Ordinal) => $"{planted["land"]:n}",
        ("id", var at) when at.Contains("pratiche/", StringComparison.Ordinal) => $"{planted["case"]:n}",
        ("id", var at) when at.Contains("registri/voci/", StringComparison.Ordinal) => $"{planted["granted"]:n}",
        ("draft", var at) when at.Contains("sportello/", StringComparison.Ordinal) => $"{planted["counter"]:n}",
        ("id", var at) when at.Contains("sportello/ricevute", StringComparison.Ordinal) => $"{planted["receipt"]:n}",
        ("id", var at) when at.Contains("pagamenti/", StringComparison.Ordinal) => $"{planted["charge"]:n}",
        ("id", var at) when at.Contains("esecuzioni/", StringComparison.Ordinal) => $"{planted["run"]:n}",
        ("id", var at) when at.Contains("documenti/", StringComparison.Ordinal) => $"{planted["document"]:n}",
        ("act", _) => "proroga",
        ("id", var at) when at.Contains("importazioni/", StringComparison.Ordinal) => $"{planted["import"]:n}",
        ("slug", _) => ApplicationSample.Service,
        ("draft", _) => $"{planted["draft"]:n}",
        ("step", _) => "foto",
        ("register", _) => "passi-carrabili",
        _ => null,
    };

    public override Guid? IdOf(Planted planted, Door door, string name) => name switch
    {
        "draft" when door.Pattern.Contains("sportello", StringComparison.Ordinal) => planted["counter"],
        "look" or "question" or "filter" or "upload" or "draft" => planted[name],
        "Ids" => planted[door.Pattern.Contains("console", StringComparison.Ordinal) ? "job" : "case"],
        "item" or "Seen" => planted["asked"],
        "persona" => planted["person"],
        "domanda" => planted["draft"],
        _ => null,
    };

    public override string? TextOf(string name) => name switch
    {
        "al" or "noto" or "LegalDate" or "dal" or "Day" => "01/11/2026",
        "Days" => "10",
        "Means" => "carta",
        "Reference" => "POS 1",
        "codice" => "1/2026",
        "Verdict" => "Favourable",
        "How" => "more",
        "State" => "Completed",
        "stato" => "tutte",
        "question" => "foto",
        "TaxCode" => "",
        "name" => "foto.png",
        "Key" => Guid.CreateVersion7().ToString("n"),
        "q" or "servizio" or "comune" or "n" or "message" or "With" or "Term" or "Mail" or "pagina" or "Seen" or "canale" or "Mark" or "fatto" or "done" or "had" => "",
        _ => null,
    };

    public override IEnumerable<(string Field, string Like)> RowsOf(Planted planted, Door door) => door switch
    {
        { Handler: "Supplement" } => [($"s-{planted["asked"]:n}", "s")],
        { Handler: "Ask" } => [($"why-{planted["look"]:n}", "why")],
        { Handler: "Answer" } => [($"a-{planted["question"]:n}", "a")],
        _ => [],
    };
}
