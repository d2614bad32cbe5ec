using System.Globalization;
using Liburia.Platform.Language;
using YamlDotNet.RepresentationModel;

namespace Liburia.Procedures.Models;

/// <summary>Something wrong in a model's file.</summary>
/// <param name="Line">Counted from 1.</param>
internal sealed record ModelFault(string File, long Line, string Reason)
{
    public override string ToString() => $"{File}, riga {Line}: {Reason}";
}

/// <summary>
/// A mapping of a model's file as it is read: every key that is asked for is known, every other one is a fault, and each fault is kept with its line
/// so that all are told at once.
/// </summary>
internal sealed class ModelNode
{
    private readonly YamlMappingNode? node;
    private readonly string file;
    private readonly List<ModelFault> faults;
    private readonly HashSet<string> asked = [];

    public ModelNode(YamlNode? node, string file, List<ModelFault> faults)
    {
        (this.file, this.faults) = (file, faults);
        if (node is null or YamlMappingNode) this.node = node as YamlMappingNode;
        else Fault(node, "qui servono delle chiavi («nome: valore»).");
        Line = node?.Start.Line ?? 1;
    }

    public long Line { get; }

    /// <summary>Faults of the whole file so far.</summary>
    public int FaultCount => faults.Count;

    public bool Exists => node is not null;

    public bool Has(string key) => Get(key) is not null;

    public void Fault(string key, string reason) => faults.Add(new ModelFault(file, Get(key)?.Start.Line ?? Line, reason));

    private void Fault(YamlNode at, string reason) => faults.Add(new ModelFault(file, at.Start.Line, reason));

    private YamlNode? Get(string key)
    {
        asked.Add(key);
        return node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found : null;
    }

    /// <summary>After everything was asked: what nobody knows is a fault, and so is the file's mistake.</summary>
    public void Close()
    {
        if (node is null) return;
        foreach (var key in node.Children.Keys.OfType<YamlScalarNode>().Where(key => !asked.Contains(key.Value!)))
            Fault(key, $"«{key.Value}» non si conosce: {PortBook.Meant(key.Value!, asked)}.");
    }

    /// <summary>Takes every key as known.</summary>
    public void Ignore() => asked.UnionWith(node?.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value!) ?? []);

    public ModelNode Child(string key, bool required = false)
    {
        var found = Get(key);
        if (found is null && required) Fault(key, $"manca «{key}».");
        return new ModelNode(found, file, faults);
    }

    public IReadOnlyList<ModelNode> Children(string key)
    {
        switch (Get(key))
        {
            case null: return [];
            case YamlSequenceNode list: return [.. list.Children.Select(child => new ModelNode(child, file, faults))];
            case var other:
                Fault(other, $"«{key}» è un elenco: ogni voce comincia con «- ».");
                return [];
        }
    }

    private T Refused<T>(YamlNode at, string reason, T instead)
    {
        Fault(at, reason);
        return instead;
    }

    public string? Word(string key) => Get(key) switch
    {
        null => null,
        YamlScalarNode { Value: { } value } when !string.IsNullOrWhiteSpace(value) => value.Trim(),
        var other => Refused<string?>(other, $"«{key}» è una parola sola.", null),
    };

    public string NeedWord(string key)
    {
        if (Word(key) is { } word) return word;
        if (Get(key) is null) Fault(key, $"manca «{key}».");
        return "";
    }

    public int? Number(string key, int least, int most)
    {
        if (Word(key) is not { } word) return null;
        if (int.TryParse(word, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Fault(key, $"«{word}» non va bene per «{key}»: un numero da {least} a {most}.");
        return null;
    }

    public bool Flag(string key)
    {
        if (Word(key) is not { } word) return false;
        if (word is "yes" or "sì" or "si" or "true") return true;
        if (word is not ("no" or "false")) Fault(key, $"«{word}» non va bene per «{key}»: sì o no.");
        return false;
    }

    public DateOnly? Day(string key)
    {
        if (Word(key) is not { } word) return null;
        if (DateOnly.TryParseExact(word, "yyyy-MM-dd", out var day)) return day;
        Fault(key, $"«{word}» non è una data: si scrive così, 2026-11-24.");
        return null;
    }

    public T Choice<T>(string key, T otherwise) where T : struct, Enum => Choice(key, typeof(T)) is T chosen ? chosen : otherwise;

    /// <summary>One of the names of an enumeration, written with dashes.</summary>
    public object? Choice(string key, Type type)
    {
        if (Word(key) is not { } word) return null;
        if (Enum.TryParse(type, word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) && !int.TryParse(word, out _)) return value;
        Fault(key, $"«{word}» non si conosce per «{key}»: {PortBook.Meant(word, Enum.GetNames(type).Select(Kebab))}.");
        return null;
    }

    /// <summary>One of the names that are known.</summary>
    public T? Named<T>(string key, IReadOnlyDictionary<string, T> known, string what) where T : class
    {
        if (NeedWord(key) is not { Length: > 0 } word) return null;
        if (known.TryGetValue(word, out var found)) return found;
        Fault(key, $"«{word}» non è {what}: {PortBook.Meant(word, known.Keys)}.");
        return null;
    }

    internal static string Kebab(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    public IReadOnlyList<string> Words(string key)
    {
        switch (Get(key))
        {
            case null: return [];
            case YamlScalarNode { Value: { Length: > 0 } one }: return [one];
            case YamlSequenceNode list:
                foreach (var odd in list.Children.Where(child => child is not YamlScalarNode)) Fault(odd, $"le voci di «{key}» sono parole.");
                return [.. list.Children.OfType<YamlScalarNode>().Select(word => word.Value ?? "")];
            case var other:
                Fault(other, $"«{key}» è un elenco di parole.");
                return [];
        }
    }

    /// <summary>A text in both languages: <c>{ it: …, en: … }</c>.</summary>
    public Texts? Text(string key) => Get(key) is { } found ? TextOf(found, key) : null;

    public Texts NeedText(string key)
    {
        if (Text(key) is { } text) return text;
        if (Get(key) is null) Fault(key, $"manca «{key}».");
        return new Texts("", "");
    }

    public IReadOnlyList<Texts> Texts(string key) => Get(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(child => TextOf(child, key) ?? default)],
        var other => Refused<IReadOnlyList<Texts>>(other, $"«{key}» è un elenco di testi.", []),
    };

    private Texts? TextOf(YamlNode found, string key)
    {
        if (found is YamlMappingNode map && Of(map, "it") is { } it && Of(map, "en") is { } en) return new Texts(it, en);
        return Refused<Texts?>(found, $"«{key}» va scritto nelle due lingue: it ed en.", null);
        static string? Of(YamlMappingNode map, string language) => map.Children.TryGetValue(new YamlScalarNode(language), out var value) && value is YamlScalarNode { Value: { } text } && text.Any(char.IsLetterOrDigit) ? text.ReplaceLineEndings(" ").Trim() : null;
    }
}
