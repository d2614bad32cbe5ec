using System.Globalization;
using System.Text.RegularExpressions;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Search;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Liburia.Procedures.Models;

/// <summary>Reads a model's file. A file with one fault is refused whole, and every fault is told with its line.</summary>
internal sealed partial class ModelFile(PortBook ports)
{
    private static readonly string[] Deviating = ["fees", "office", "term", "annexes"];

    public (ProcedureModel? Model, IReadOnlyList<ModelFault> Faults) Read(string text, string file)
    {
        var faults = new List<ModelFault>();
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException broken)
        {
            return (null, [new ModelFault(file, broken.Start.Line, $"il file non si legge: {broken.Message}")]);
        }
        if (yaml.Documents.Count != 1) return (null, [new ModelFault(file, 1, "un file contiene un modello solo.")]);
        var root = new ModelNode(yaml.Documents[0].RootNode, file, faults);
        var model = Model(root, file);
        root.Close();
        if (faults.Count == 0) faults.AddRange(Sense(model).Select(reason => new ModelFault(file, root.Line, reason)));
        return faults.Count == 0 ? (model, []) : (null, [.. faults.OrderBy(fault => fault.Line)]);
    }

    private ProcedureModel Model(ModelNode root, string file)
    {
        var slug = root.NeedWord("model");
        if (slug.Length > 0 && !Slug().IsMatch(slug)) root.Fault("model", $"«{slug}»: solo lettere minuscole, cifre e trattini.");
        var version = root.Number("version", 1, 999) ?? 0;
        if (!root.Has("version")) root.Fault("version", "manca «version».");
        if (slug.Length > 0 && Path.GetFileName(file) != $"{slug}.v{version}.yaml") root.Fault("model", $"il file si chiama «{Path.GetFileName(file)}» e dovrebbe chiamarsi «{slug}.v{version}.yaml».");
        var from = root.Day("from");
        if (from is null && !root.Has("from")) root.Fault("from", "manca «from», il primo giorno in cui il modello vale.");
        var who = root.Child("who");
        var audience = new ModelAudience(who.Number("identity", 1, 3) ?? 2, who.Flag("residents"), who.Choice("lens", Lens.Both));
        who.Close();
        var term = root.Word("term");
        if (term is not null && Terms.Find(term, from ?? DateOnly.MaxValue) is null) root.Fault("term", $"il termine «{term}» non è nella tabella dei termini.");
        var (office, opinions) = (root.NeedWord("office"), root.Words("opinions"));
        foreach (var (key, odd) in opinions.Select(word => ("opinions", word)).Prepend(("office", office)).Where(named => named.Item2.Length > 0 && !ports.Functions.Contains(named.Item2)))
            root.Fault(key, $"«{odd}» non è una funzione degli uffici: {PortBook.Meant(odd, ports.Functions)}.");
        var deviations = root.Words("deviations");
        foreach (var odd in deviations.Except(Deviating)) root.Fault("deviations", $"un Comune non può discostarsi in «{odd}»: {string.Join(", ", Deviating)}.");
        List<ModelPage> pages = [.. root.Children("form").Select(Page)];
        var outcome = Outcome(root.Child("outcome"), [.. pages.SelectMany(page => page.Questions)]);
        return new ProcedureModel(slug, version, from ?? default, file, root.Number("level", 1, 4) ?? 1, Sheet(root.Child("sheet", required: true)), audience,
            office, Fees(root, [.. pages.SelectMany(page => page.Questions), .. outcome?.Decision ?? []], outcome?.Automatic == true), root.NeedWord("classification"), term,
            pages, [.. root.Children("steps").Select(Step)], opinions, outcome, deviations.ToHashSet())
        {
            Subject = root.Word("subject"),
            ThirdParties = ThirdParties(root),
            Serves = root.Choice("serves", typeof(ServicePurpose)) as ServicePurpose?,
        };
    }

    private static ModelThirdParties? ThirdParties(ModelNode root)
    {
        if (!root.Has("third-parties")) return null;
        var node = root.Child("third-parties");
        if (!node.Has("days")) node.Fault("days", "manca «days», i giorni per opporsi.");
        var heard = new ModelThirdParties(node.Number("days", 1, 90) ?? 0, node.NeedWord("norm"));
        node.Close();
        return heard;
    }

    private static ModelSheet Sheet(ModelNode node)
    {
        var sheet = new ModelSheet(node.NeedText("title"), node.NeedText("summary"), node.NeedWord("category"), node.Words("topics"), node.Words("life-events"), node.Words("keywords"), Prose(node, "addressed-to"), node.NeedText("description"),
            Prose(node, "how-to"), Prose(node, "needed"), Prose(node, "achieved"), [.. node.Children("times").Select(Time)], node.NeedText("counter"), Prose(node, "constraints", required: false), Prose(node, "special-cases", required: false), Prose(node, "further", required: false),
            Prose(node, "conditions", required: false), node.NeedText("decided-by"), node.NeedText("remedies"), node.Day("updated") ?? default);
        if (!node.Has("updated")) node.Fault("updated", "manca «updated», il giorno dell'ultimo aggiornamento.");
        if (node.Exists && !Vocabulary.Categories.ContainsKey(sheet.Category)) node.Fault("category", $"«{sheet.Category}» non è una delle quindici categorie ufficiali.");
        if (node.Exists && sheet.Topics.Count == 0) node.Fault("topics", "serve almeno un argomento.");
        node.Close();
        return sheet;
    }

    private static SheetText Prose(ModelNode node, string key, bool required = true)
    {
        var nothing = new SheetText(new("Nessuna indicazione particolare.", "Nothing in particular."));
        if (!node.Has(key))
        {
            if (required) node.Fault(key, $"manca «{key}».");
            return nothing;
        }
        var child = node.Child(key);
        var items = child.Texts("items");
        var prose = new SheetText(new Texts(child.NeedWord("it"), child.NeedWord("en")), items.Count == 0 ? null : items);
        child.Close();
        return prose;
    }

    private static SheetTime Time(ModelNode node)
    {
        var time = new SheetTime(node.NeedText("milestone"), node.NeedText("term"));
        node.Close();
        return time;
    }

    private List<ModelFee> Fees(ModelNode root, IReadOnlyList<Question> questions, bool isAutomatic) =>
    [
        .. root.Children("fees").Select(node =>
        {
            var amount = node.NeedWord("amount");
            long? cents = decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euro) ? (long)(euro * 100m) : null;
            if (cents is null && amount != "computed") node.Fault("amount", $"«{amount}»: un importo come 16.00, oppure «computed» con «shown».");
            var shown = node.Text("shown");
            if (cents is null && amount == "computed" && shown is null) node.Fault("shown", "di un importo calcolato si scrive come mostrarlo («shown»).");
            var fee = new ModelFee(node.NeedWord("key"), node.NeedText("what"), cents, cents is { } known ? Say.Euro(known) : shown?.It ?? "", node.NeedText("when"));
            if (cents is null && node.Has("by")) fee = ComputedBy(fee, node, questions);
            fee = fee with { OnlyIf = When(node, "only-if") };
            if (fee.OnlyIf is { } condition && questions.All(question => question.Id != condition.Question)) node.Fault("only-if", $"«{condition.Question}» non è una domanda del modulo: {PortBook.Meant(condition.Question, questions.Select(question => question.Id))}.");
            fee = Paid(fee, node);
            if (isAutomatic && IsAfterFiling(fee)) node.Fault("pay", "ciò che decidono le sole regole si decide alla presentazione: si paga prima («on-filing»), in una volta.");
            node.Close();
            return fee;
        }),
    ];

    private static readonly Dictionary<string, FeeMoment> Moments = new() { ["on-filing"] = FeeMoment.OnFiling, ["on-issue"] = FeeMoment.OnIssue, ["later"] = FeeMoment.Later };

    private static bool IsAfterFiling(ModelFee fee) => fee.Pay is FeeMoment.OnIssue or FeeMoment.Later || fee.Instalments is not null;

    /// <summary>When a fee is paid, and in how many parts.</summary>
    private static ModelFee Paid(ModelFee fee, ModelNode node)
    {
        if (!node.Has("pay"))
        {
            if (node.Has("within") || node.Has("instalments")) node.Fault("pay", $"di ciò che ha un termine o rate si dice quando si paga: {string.Join(", ", Moments.Keys)}.");
            return fee;
        }
        var word = node.NeedWord("pay");
        if (!Moments.TryGetValue(word, out var moment)) node.Fault("pay", $"«{word}»: {string.Join(", ", Moments.Keys)}.");
        if (fee.Cents is null && fee.Rule is null) node.Fault("pay", "si chiede di pagare solo un importo fisso o calcolato da una regola («by»).");
        fee = fee with { Pay = moment, Within = node.Number("within", 1, 365) };
        if (!node.Has("instalments")) return fee;
        var plan = node.Child("instalments");
        var (count, from) = (plan.Number("count", 2, 72) ?? 0, plan.Number("from", 0, 1_000_000) ?? 0);
        if (!plan.Has("count")) plan.Fault("count", "manca «count», in quante rate.");
        plan.Close();
        return count == 0 ? fee : fee with { Instalments = new FeeInstalments(count, from * 100L) };
    }

    /// <summary>The rule that computes a fee, and what it is told.</summary>
    private ModelFee ComputedBy(ModelFee fee, ModelNode node, IReadOnlyList<Question> questions)
    {
        var (rule, settings) = (node.Named("by", ports.Fees, "una regola di calcolo"), node.Child("settings"));
        if (rule is null) settings.Ignore();
        if (rule is null || SettingsReader.Read(rule.Settings, settings) is not { } told) return fee;
        foreach (var (key, reason) in SettingsReader.Misnamed(told, questions)) settings.Fault(key, reason);
        return fee with { Rule = rule.Name, Settings = told };
    }

    private ModelPage Page(ModelNode node)
    {
        var page = new ModelPage(node.NeedWord("page"), node.NeedText("title"), node.Text("text"), node.Text("why"), node.Number("repeat", 1, 20) ?? 1, When(node), [.. Told(node.Children("questions"), QuestionOf, question => question.When is null ? question.Label : default)]);
        if (page.Id.Length > 0 && !Slug().IsMatch(page.Id)) node.Fault("page", $"«{page.Id}»: solo lettere minuscole, cifre e trattini.");
        if (page.Questions.Count == 0) node.Fault("questions", "una pagina ha almeno una domanda.");
        node.Close();
        return page;
    }

    private Question QuestionOf(ModelNode node)
    {
        var kind = node.Named("type", ports.Kinds, "un tipo di domanda") ?? ports.Kinds[QuestionKinds.Text];
        var id = node.NeedWord("id");
        if (id.Length > 0 && !Slug().IsMatch(id)) node.Fault("id", $"«{id}»: solo lettere minuscole, cifre e trattini.");
        List<AnswerChoice> choices = [.. Told(node.Children("choices"), Choice, choice => choice.Label)];
        var question = new Question(id, kind, node.NeedText("label"), node.Text("hint"), node.Flag("optional"), When(node), choices, node.Word("source"), node.Number("min", 0, int.MaxValue),
            node.Number("max", 1, int.MaxValue), node.Word("pattern"), node.Text("pattern-message"), node.Words("formats"), node.Number("megabytes", 1, 200) ?? 50, node.Word("norm"));
        foreach (var (key, reason) in kind.Judge(question)) node.Fault(key, reason);
        if (question.Source is not null && node.Named("source", ports.Sources, "una fonte di risposte") is { } source && !source.Kinds.Contains(kind.Name))
            node.Fault("source", $"«{source.Name}» dà risposte di tipo {string.Join(" o ", source.Kinds)}, non «{kind.Name}».");
        node.Close();
        return question;
    }

    /// <summary>What is asked together is told apart by its words: two that say the same are one to whoever listens.</summary>
    private static List<T> Told<T>(IReadOnlyList<ModelNode> nodes, Func<ModelNode, T> read, Func<T, Texts> label)
    {
        var all = nodes.Select(read).ToList();
        for (var i = 1; i < all.Count; i++)
            if (label(all[i]).It is { Length: > 0 } words && all.Take(i).Any(before => label(before).It == words)) nodes[i].Fault("label", $"«{words}» c'è già qui accanto: chi ascolta la pagina non distingue le due voci.");
        return all;
    }

    private static AnswerChoice Choice(ModelNode node)
    {
        var choice = new AnswerChoice(node.NeedWord("value"), node.NeedText("label"), node.Text("hint"));
        node.Close();
        return choice;
    }

    private static Condition? When(ModelNode node, string key = "when")
    {
        if (!node.Has(key)) return null;
        var when = node.Child(key);
        var condition = new Condition(when.NeedWord("question"), when.Words("is"));
        if (condition.Values.Count == 0) when.Fault("is", "manca «is», la risposta che si aspetta.");
        when.Close();
        return condition;
    }

    private static ModelStep Step(ModelNode node)
    {
        var step = new ModelStep(node.NeedWord("step"), node.NeedText("title"), node.Texts("checks"));
        node.Close();
        return step;
    }

    private ModelOutcome? Outcome(ModelNode node, IReadOnlyList<Question> questions)
    {
        if (!node.Exists) return null;
        var port = node.Named("handler", ports.Outcomes, "un esito");
        var settings = node.Child("settings");
        var told = port is null ? null : SettingsReader.Read(port.Settings, settings);
        // Of a handler that nobody knows the settings cannot be judged.
        if (port is null) settings.Ignore();
        List<Question> decision = [.. Told(node.Children("decision"), OfficerQuestion, question => question.When is null ? question.Label : default)];
        List<Question> all = [.. questions, .. decision];
        if (told is not null) foreach (var (key, reason) in SettingsReader.Misnamed(told, all)) settings.Fault(key, reason);
        foreach (var need in port?.Needs ?? []) Judge(node, need, questions, "del modulo");
        var acts = Acts(node, port, questions);
        var outcome = new ModelOutcome(port?.Name ?? "", node.Flag("automatic"), node.Number("sample", 0, 100) ?? 0, node.Flag("partial"), told ?? new NoSettings(),
            [.. node.Children("columns").Select(Column)], node.Word("granted"), node.Word("refused"), Recording(node), node.Flag("evidence"), node.Flag("joins"), node.Number("contest", 1, 365),
            decision)
        { Acts = acts };
        if (outcome.Automatic && decision.Count > 0) node.Fault("decision", "ciò che decidono le regole non fa domande a nessuno.");
        if (!outcome.Automatic && (outcome.Granted is null || outcome.Refused is null)) node.Fault("granted", "una decisione ha i due testi: «granted» e «refused».");
        foreach (var (key, text) in new[] { ("granted", outcome.Granted), ("refused", outcome.Refused) })
            foreach (var odd in DecisionText.UnknownIn(text ?? "", questions, decision))
                node.Fault(key, $"il segnaposto «{{{odd}}}» non si conosce: {PortBook.Meant(odd, DecisionText.Known(questions, decision))}.");
        node.Close();
        return outcome;
    }

    /// <summary>What may be done to what was granted: each by an act that belongs to this outcome, with its settings and the text of its paper.</summary>
    private List<ModelAct> Acts(ModelNode outcome, OutcomeDescriptor? port, IReadOnlyList<Question> form)
    {
        var acts = new List<ModelAct>();
        foreach (var node in outcome.Children("acts"))
        {
            var (name, by, text, settings) = (node.NeedWord("act"), node.Named("by", ports.Acts, "un atto"), node.NeedWord("text"), node.Child("settings"));
            if (name.Length > 0 && !Slug().IsMatch(name)) node.Fault("act", $"«{name}»: solo lettere minuscole, cifre e trattini.");
            if (acts.Exists(act => act.Name == name)) node.Fault("act", $"l'atto «{name}» c'è due volte.");
            if (by is null) settings.Ignore();
            else if (port is not null && by.Outcome != port.Name) node.Fault("by", $"«{by.Name}» è un atto di «{by.Outcome}», e qui l'esito è «{port.Name}».");
            List<Question> asked = [.. (by?.Questions ?? []).Select(Asked)];
            foreach (var odd in DecisionText.UnknownIn(text, form, asked))
                node.Fault("text", $"il segnaposto «{{{odd}}}» non si conosce: {PortBook.Meant(odd, DecisionText.Known(form, asked))}.");
            if (by is not null && SettingsReader.Read(by.Settings, settings) is { } told) acts.Add(new ModelAct(name, by, told, asked, text));
            node.Close();
        }
        return acts;
    }

    private Question Asked(ActQuestion asked) =>
        new(asked.Id, ports.Kinds[asked.Kind], asked.Label, asked.Hint, asked.Optional, null, [], null, null, null, null, null, [], 0, null);

    /// <summary>A question that the handler reads is there, and is what the handler takes it for.</summary>
    private static void Judge(ModelNode node, QuestionNeed need, IReadOnlyList<Question> questions, string where)
    {
        if (questions.FirstOrDefault(question => question.Id == need.Id) is not { } question)
        {
            var near = NearWords.Nearest(need.Id, questions.Select(q => q.Id)) is { } meant ? $" (c'è «{meant}»)" : "";
            if (!need.Optional) node.Fault("handler", $"questo esito legge la domanda «{need.Id}» {where}, di tipo {string.Join(" o ", need.Kinds)}, che non c'è{near}.");
        }
        else if (!need.Kinds.Contains(question.Kind.Name)) node.Fault("handler", $"questo esito legge «{need.Id}» come {string.Join(" o ", need.Kinds)}, e qui è «{question.Kind.Name}».");
    }

    /// <summary>What the officer is asked; files join the case by themselves.</summary>
    private Question OfficerQuestion(ModelNode node)
    {
        var question = QuestionOf(node);
        if (question.Is(QuestionKinds.File)) node.Fault("type", "i file si allegano alla decisione senza una domanda.");
        return question;
    }

    private static ModelRecording? Recording(ModelNode node)
    {
        if (!node.Has("recorded")) return null;
        var child = node.Child("recorded");
        var recording = new ModelRecording(child.NeedWord("at"), child.NeedWord("within"));
        if (recording.Term.Length > 0 && Terms.Find(recording.Term, DateOnly.MaxValue) is null) child.Fault("within", $"il termine «{recording.Term}» non è nella tabella dei termini.");
        child.Close();
        return recording;
    }

    private static OutcomeColumn Column(ModelNode node)
    {
        var column = new OutcomeColumn(node.NeedWord("question"), node.NeedText("label"), node.Flag("public"));
        node.Close();
        return column;
    }

    /// <summary>What no single line shows: names twice, and words that point nowhere.</summary>
    private static IEnumerable<string> Sense(ProcedureModel model)
    {
        foreach (var twice in model.Questions.Concat(model.OfficerQuestions).GroupBy(q => q.Id).Where(group => group.Count() > 1)) yield return $"la domanda «{twice.Key}» c'è due volte.";
        foreach (var twice in model.Pages.GroupBy(p => p.Id).Where(group => group.Count() > 1)) yield return $"la pagina «{twice.Key}» c'è due volte.";
        if (model.Pages.FirstOrDefault(p => p.Id == "riepilogo") is not null) yield return "«riepilogo» è il nome della pagina di controllo: la pagina del modulo va chiamata in un altro modo.";
        var before = new HashSet<string>();
        foreach (var page in model.Pages)
        {
            if (page.When is { } when && !before.Contains(when.Question)) yield return $"la pagina «{page.Id}» dipende da «{when.Question}», che non viene prima.";
            foreach (var question in page.Questions)
            {
                if (question.When is { } own && !before.Contains(own.Question)) yield return $"la domanda «{question.Id}» dipende da «{own.Question}», che non viene prima.";
                before.Add(question.Id);
            }
        }
        if (model.Subject is { } subject && model.Find(subject) is null) yield return $"l'oggetto «{subject}» non è una domanda del modulo.";
        foreach (var asked in model.OfficerQuestions)
        {
            if (asked.When is { } when && !before.Contains(when.Question)) yield return $"la domanda «{asked.Id}» dipende da «{when.Question}», che non viene prima.";
            before.Add(asked.Id);
        }
        foreach (var column in model.Outcome?.Columns ?? []) if (!before.Contains(column.Question)) yield return $"la colonna «{column.Question}» non è una domanda del modulo.";
        if (model.Outcome?.Recording is { } recording && model.Steps.All(step => step.Id != recording.Step)) yield return $"il passo «{recording.Step}», in cui si registra, non c'è.";
        if (model.Level >= 3 && !model.IsOnline) yield return "dal livello 3 servono il modulo («form») e l'esito («outcome»).";
        if (model.IsOnline && model.Term is null && model.Outcome is { Automatic: false }) yield return "dove qualcuno decide serve il termine («term»).";
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex Slug();
}
