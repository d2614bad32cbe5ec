using Liburia.Platform;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Contracts;
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
    [InlineData("type: email", "type: posta", "«posta» non è un tipo di domanda", "type: posta")]
    [InlineData("        max: 150", "        max: tanti", "un numero da", "        max: tanti")]
    [InlineData("from: 2026-01-01", "from: gennaio", "non è una data", "from: gennaio")]
    [InlineData("{oggetto};\n    visto l'art. 5, comma 2", "{sconosciuto};\n    visto l'art. 5, comma 2", "il segnaposto «{sconosciuto}»", "  granted: |")]
    [InlineData("deviations: [office, term]", "deviations: [tutto]", "non può discostarsi", "deviations: [tutto]")]
    public void File_WithAFault_IsRefused_WithTheLineAndTheReason(string from, string to, string reason, string at)
    {
        var text = Good.ReplaceLineEndings("\n");
        text.ShouldContain(from);
        var spoiled = text.Replace(from, to, StringComparison.Ordinal);
        var (model, faults) = ModelSample.Read(spoiled, File);
        model.ShouldBeNull();
        var fault = faults.First(f => f.Reason.Contains(reason, StringComparison.Ordinal));
        fault.Line.ShouldBe(spoiled[..spoiled.IndexOf(at, StringComparison.Ordinal)].Count(c => c == '\n') + 1);
    }

    [Fact]
    public void File_WithManyFaults_TellsAllAtOnce()
    {
        var (model, faults) = ModelSample.Read("model: Prova\nversion: x\nform:\n  - page: una\n    questions: []\n", "Prova.v1.yaml");
        model.ShouldBeNull();
        faults.Count.ShouldBeGreaterThan(6);
        faults.Select(f => f.Line).ShouldBeInOrder();
    }

    [Fact]
    public void Office_IsAFunctionThatSomeModuleDeclares_AndSoIsWhoGivesAnOpinion()
    {
        var functions = Platform.Organization.OfficeBook.Declared(Closure.Modules).Select(function => function.Key).ToList();
        functions.ShouldBeUnique();
        ModelSample.Read(Good, File).Faults.ShouldBeEmpty();
        var spoiled = Good.Replace("office: segreteria", "office: segretria\nopinions: [vigili]", StringComparison.Ordinal);
        var faults = ModelSample.Read(spoiled, File).Faults;
        faults.ShouldContain(f => f.Line == 1 + spoiled.Split('\n').TakeWhile(line => line != "office: segretria").Count()
            && f.Reason == "«segretria» non è una funzione degli uffici: forse «segreteria».");
        faults.ShouldContain(f => f.Reason.StartsWith("«vigili» non è una funzione", StringComparison.Ordinal) && functions.All(f.Reason.Contains));
    }

    /// <summary>An act beside the decision is one of the outcome's own, with its settings and a paper that says what is known.</summary>
    [Theory]
    [InlineData("by: register.extend", "by: register.extnd", "«register.extnd» non è un atto: forse «register.extend».", "by: register.extnd")]
    [InlineData("most-days: 365", "most-dys: 365", "«most-dys» non si conosce: forse «most-days».", "      settings: { most-dys: 365 }")]
    [InlineData("{decisione:fino-al}", "{decisione:fino}", "il segnaposto «{decisione:fino}» non si conosce: forse «decisione:fino-al».", "      text: |")]
    [InlineData("    - act: proroga", "    - act: Proroga", "«Proroga»: solo lettere minuscole", "    - act: Proroga")]
    public void ActBesideTheDecision_ThatIsWrong_IsRefused_WithTheLineAndWhatWasMeant(string from, string to, string reason, string at)
    {
        const string file = "occupazione-suolo-pubblico.v1.yaml";
        var text = ModelSample.Shipped(file);
        ModelSample.Read(text, file).Faults.ShouldBeEmpty();
        text.ShouldContain(from);
        var spoiled = text.Replace(from, to, StringComparison.Ordinal);
        var (model, faults) = ModelSample.Read(spoiled, file);
        model.ShouldBeNull();
        var fault = faults.First(f => f.Reason.StartsWith(reason, StringComparison.Ordinal));
        var lines = spoiled.Split('\n').ToList();
        fault.Line.ShouldBe(lines.FindLastIndex(line => line.Contains(at.Trim(), StringComparison.Ordinal)) + 1);
    }

    /// <summary>When a fee is paid is one of the moments there are, of a sum that can be counted, and of a case that can wait for it.</summary>
    [Theory]
    [InlineData("pay: on-issue", "pay: on-issu", "«on-issu»: on-filing, on-issue, later.", "pay: on-issu")]
    [InlineData("    pay: on-issue\n", "", "di ciò che ha un termine o rate si dice quando si paga", "  - key: canone")]
    [InlineData("within: 30", "within: 0", "«0» non va bene per «within»: un numero da 1 a 365", "within: 0")]
    [InlineData("count: 4", "count: 1", "«1» non va bene per «count»: un numero da 2 a 72", "instalments:")]
    [InlineData("count: 4, ", "", "manca «count», in quante rate", "instalments:")]
    [InlineData("from: 1500 }", "frm: 1500 }", "«frm» non si conosce: forse «from»", "instalments:")]
    [InlineData("    by: land.temporary\n    settings: { surface: superficie, period: periodo, granted: periodo-concesso }\n", "", "si chiede di pagare solo un importo fisso o calcolato", "pay: on-issue")]
    [InlineData("  handler: register.entry\n", "  handler: register.entry\n  automatic: yes\n", "ciò che decidono le sole regole si decide alla presentazione", "pay: on-issue")]
    public void Fee_PaidInAWayThatCannotBe_IsRefused_WithTheLine(string from, string to, string reason, string at)
    {
        const string file = "occupazione-suolo-pubblico.v1.yaml";
        var text = ModelSample.Shipped(file).ReplaceLineEndings("\n");
        text.ShouldContain(from);
        var spoiled = text.Replace(from, to, StringComparison.Ordinal);
        var (model, faults) = ModelSample.Read(spoiled, file);
        model.ShouldBeNull();
        var fault = faults.FirstOrDefault(f => f.Reason.StartsWith(reason, StringComparison.Ordinal)).ShouldNotBeNull(string.Join("; ", faults.Select(f => $"{f.Line}: {f.Reason}")));
        fault.Line.ShouldBe(spoiled.Split('\n').ToList().FindLastIndex(line => line.Contains(at, StringComparison.Ordinal)) + 1);
        faults.Count(f => f.Line == fault.Line).ShouldBe(1, "one fault is told once");
    }

    [Fact]
    public void ThirdParties_HaveTheirDaysAndTheirNorm()
    {
        ModelSample.Read(Good, File).Model!.ThirdParties.ShouldBe(new ModelThirdParties(10, "art. 5 c. 5 D.Lgs. 33/2013"));
        var spoiled = Good.Replace("third-parties: { days: 10, norm: \"art. 5 c. 5 D.Lgs. 33/2013\" }", "third-parties: { norm: \"art. 5\" }",
            StringComparison.Ordinal);
        ModelSample.Read(spoiled, File).Faults.ShouldHaveSingleItem().Reason.ShouldBe("manca «days», i giorni per opporsi.");
    }

    /// <summary>What a file may say to a port is what the port declares: by the last of these a name would have become public.</summary>
    [Theory]
    [InlineData("handler: register.entry", "handler: registr.entry", "«registr.entry» non è un esito: forse «register.entry»", "handler: registr.entry")]
    [InlineData("handler: register.entry", "handler: cemetery.concesion", "«cemetery.concesion» non è un esito: si conoscono ", "handler: cemetery.concesion")]
    [InlineData("source: contacts.mail", "source: contacts.mial", "«contacts.mial» non è una fonte di risposte: forse «contacts.mail»", "source: contacts.mial")]
    [InlineData("source: contacts.mail", "source: contacts.phone", "«contacts.phone» dà risposte di tipo phone, non «email»", "source: contacts.phone")]
    [InlineData("holder: hidden", "holdr: hidden", "«holdr» non si conosce: forse «holder»", "settings: {")]
    [InlineData("holder: hidden", "holder: hiden", "«hiden» non si conosce per «holder»: forse «hidden»", "settings: {")]
    [InlineData("refusals: yes", "refusals: forse", "«forse» non va bene per «refusals»: sì o no", "settings: {")]
    [InlineData("register: accesso-civico, ", "", "manca «register»", "settings: {")]
    [InlineData("holder: hidden", "holder: hidden, until: quando", "«quando» non è una domanda del modulo", "settings: {")]
    [InlineData("holder: hidden", "holder: hidden, until: oggetto", "la domanda «oggetto» è di tipo «text», e qui serve period", "settings: {")]
    [InlineData("holder: hidden", "holder: hidden, years: presto", "«presto» non va bene per «years»", "settings: {")]
    public void Port_ToldWhatItDoesNotKnow_LeavesTheFileOut_WithItsLine_AndWhatWasMeant(string from, string to, string reason, string at)
    {
        Good.ShouldContain(from);
        var spoiled = Good.Replace(from, to, StringComparison.Ordinal);
        var (model, faults) = ModelSample.Read(spoiled, File);
        model.ShouldBeNull();
        var fault = faults.First(f => f.Reason.Contains(reason, StringComparison.Ordinal));
        fault.Line.ShouldBe(spoiled[..spoiled.IndexOf(at, StringComparison.Ordinal)].Count(c => c == '\n') + 1);
    }

    /// <summary>A handler reads questions by their ids: a form that asks them under another name, or as something else, is told before anybody uses it.</summary>
    [Fact]
    public void Outcome_ThatReadsAQuestionTheFormDoesNotAsk_IsRefused_WithTheQuestionThatIsNear()
    {
        OutcomeDescriptor asked = new("prova.esito", new QuestionNeed("ogetto", QuestionKinds.Text), new QuestionNeed("documenti", QuestionKinds.Address), new QuestionNeed("altro", QuestionKinds.Text, optional: true));
        var text = Good.Replace("handler: register.entry", "handler: prova.esito", StringComparison.Ordinal);
        text = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("  settings:", StringComparison.Ordinal)));
        var reasons = ModelSample.Read(text, File, asked).Faults.Select(f => f.Reason).ToList();
        reasons.ShouldBe([
            "questo esito legge la domanda «ogetto» del modulo, di tipo text, che non c'è (c'è «oggetto»).",
            "questo esito legge «documenti» come address, e qui è «lines».",
        ]);
    }

    [Fact]
    public void Port_RegisteredTwice_IsRefused()
    {
        Should.Throw<InvalidOperationException>(() => ModelSample.Read(Good, File, new OutcomeDescriptor("register.entry"))).Message.ShouldContain("register.entry");
    }

    [Theory]
    [InlineData("model: [", 1)]
    [InlineData("", 1)]
    [InlineData("- una\n- lista\n", 1)]
    public void File_ThatIsNoModel_IsRefused(string text, int least) => ModelSample.Read(text, File).Faults.Count.ShouldBeGreaterThanOrEqualTo(least);

    [Fact]
    public void Question_ThatDependsOnALaterOne_OrTwice_IsRefused()
    {
        var later = Good.Replace("      - id: documenti\n        type: lines", "      - id: documenti\n        when: { question: email, is: x }\n        type: lines", StringComparison.Ordinal);
        ModelSample.Read(later, File).Faults.ShouldContain(f => f.Reason.Contains("non viene prima", StringComparison.Ordinal));
        ModelSample.Read(Good.Replace("- id: documenti", "- id: oggetto", StringComparison.Ordinal), File).Faults.ShouldContain(f => f.Reason.Contains("c'è due volte", StringComparison.Ordinal));
    }

    [Fact]
    public void Differences_BetweenVersions_AreToldInWords()
    {
        var one = ModelSample.Read(Good, File).Model!;
        var two = ModelSample.Read(Good.Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("amount: 0.00", "amount: 5.00", StringComparison.Ordinal).Replace("- id: documenti", "- id: periodo-chiesto", StringComparison.Ordinal), File.Replace("v1", "v2", StringComparison.Ordinal)).Model!;
        var told = ModelDifferences.Between(one, two).Select(t => t.It).ToList();
        told.ShouldContain(t => t.StartsWith("chiede in più", StringComparison.Ordinal));
        told.ShouldContain(t => t.StartsWith("non chiede più", StringComparison.Ordinal));
        told.ShouldContain("Rilascio in formato elettronico: 5,00 € invece di 0,00 €");
    }
}
