using Liburia.Platform;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Models;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>Procedures are files: each fault has its line, and a new one needs nothing but its file.</summary>
public sealed class ModelTests
{
    private static string Good => ModelSample.Good;

    private const string File = ModelSample.File;

    [Theory]
    [InlineData("level: 4", "livello: 4", "«livello» non si conosce: forse «level»", "livello: 4")]
    [InlineData("term: accesso-civico-generalizzato", "term: mai-visto", "non è nella tabella dei termini", "term: mai-visto")]
    [InlineData("category: Giustizia e sicurezza pubblica", "category: Varie", "quindici categorie", "category: Varie")]
    [InlineData("type: email", "type: posta", "«posta» non si conosce", "type: posta")]
    [InlineData("        max: 150", "        max: tanti", "un numero da", "        max: tanti")]
    [InlineData("from: 2026-01-01", "from: gennaio", "non è una data", "from: gennaio")]
    [InlineData("{oggetto};\n    visto l'art. 5, comma 2", "{sconosciuto};\n    visto l'art. 5, comma 2", "il segnaposto «{sconosciuto}»", "  granted: |")]
    [InlineData("deviations: [office, term]", "deviations: [tutto]", "non può discostarsi", "deviations: [tutto]")]
    public void File_WithAFault_IsRefused_WithTheLineAndTheReason(string from, string to, string reason, string at)
    {
        var text = Good.ReplaceLineEndings("\n");
        text.ShouldContain(from);
        var spoiled = text.Replace(from, to, StringComparison.Ordinal);
        var (model, faults) = ModelFile.Read(spoiled, File);
        model.ShouldBeNull();
        var fault = faults.First(f => f.Reason.Contains(reason, StringComparison.Ordinal));
        fault.Line.ShouldBe(spoiled[..spoiled.IndexOf(at, StringComparison.Ordinal)].Count(c => c == '\n') + 1);
    }

    [Fact]
    public void File_WithManyFaults_TellsAllAtOnce()
    {
        var (model, faults) = ModelFile.Read("model: Prova\nversion: x\nform:\n  - page: una\n    questions: []\n", "Prova.v1.yaml");
        model.ShouldBeNull();
        faults.Count.ShouldBeGreaterThan(6);
        faults.Select(f => f.Line).ShouldBeInOrder();
    }

    [Fact]
    public void Office_IsAFunctionThatSomeModuleDeclares_AndSoIsWhoGivesAnOpinion()
    {
        var functions = Platform.Organization.OfficeBook.Declared(Closure.Modules).Select(function => function.Key).ToList();
        functions.ShouldBeUnique();
        ModelFile.Read(Good, File, functions).Faults.ShouldBeEmpty();
        var spoiled = Good.Replace("office: segreteria", "office: segretria\nopinions: [vigili]", StringComparison.Ordinal);
        var faults = ModelFile.Read(spoiled, File, functions).Faults;
        faults.ShouldContain(f => f.Line == 1 + spoiled.Split('\n').TakeWhile(line => line != "office: segretria").Count()
            && f.Reason.StartsWith("«segretria» non è una funzione degli uffici: ", StringComparison.Ordinal) && functions.All(f.Reason.Contains));
        faults.ShouldContain(f => f.Reason.StartsWith("«vigili» non è una funzione", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model: [", 1)]
    [InlineData("", 1)]
    [InlineData("- una\n- lista\n", 1)]
    public void File_ThatIsNoModel_IsRefused(string text, int least) => ModelFile.Read(text, File).Faults.Count.ShouldBeGreaterThanOrEqualTo(least);

    [Fact]
    public void Question_ThatDependsOnALaterOne_OrTwice_IsRefused()
    {
        var later = Good.Replace("      - id: documenti\n        type: lines", "      - id: documenti\n        when: { question: email, is: x }\n        type: lines", StringComparison.Ordinal);
        ModelFile.Read(later, File).Faults.ShouldContain(f => f.Reason.Contains("non viene prima", StringComparison.Ordinal));
        ModelFile.Read(Good.Replace("- id: documenti", "- id: oggetto", StringComparison.Ordinal), File).Faults.ShouldContain(f => f.Reason.Contains("c'è due volte", StringComparison.Ordinal));
    }

    [Fact]
    public void Differences_BetweenVersions_AreToldInWords()
    {
        var one = ModelFile.Read(Good, File).Model!;
        var two = ModelFile.Read(Good.Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("amount: 0.00", "amount: 5.00", StringComparison.Ordinal).Replace("- id: documenti", "- id: periodo-chiesto", StringComparison.Ordinal), File.Replace("v1", "v2", StringComparison.Ordinal)).Model!;
        var told = ModelDifferences.Between(one, two).Select(t => t.It).ToList();
        told.ShouldContain(t => t.StartsWith("chiede in più", StringComparison.Ordinal));
        told.ShouldContain(t => t.StartsWith("non chiede più", StringComparison.Ordinal));
        told.ShouldContain("Rilascio in formato elettronico: 5,00 € invece di 0,00 €");
    }
}
