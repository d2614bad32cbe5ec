using Liburia.Platform.Language;

namespace Liburia.Registry.Residents;

/// <summary>Names of the ANPR codes this module shows (tables 01, 05, 42).</summary>
internal static class RegistryCodes
{
    private static readonly Dictionary<int, (Texts Male, Texts Female)> Relationships = new()
    {
        [1] = Both("Intestatario/a", "Head of household"),
        [2] = (new("Marito", "Husband"), new("Moglie", "Wife")),
        [3] = (new("Figlio", "Son"), new("Figlia", "Daughter")),
        [4] = Both("Nipote (discendente)", "Grandchild"),
        [5] = Both("Pronipote", "Great-grandchild"),
        [6] = (new("Padre", "Father"), new("Madre", "Mother")),
        [7] = (new("Nonno", "Grandfather"), new("Nonna", "Grandmother")),
        [9] = (new("Fratello", "Brother"), new("Sorella", "Sister")),
        [10] = Both("Nipote (collaterale)", "Nephew or niece"),
        [11] = (new("Zio", "Uncle"), new("Zia", "Aunt")),
        [12] = (new("Cugino", "Cousin"), new("Cugina", "Cousin")),
        [13] = Both("Altro parente", "Other relative"),
        [16] = (new("Genero", "Son-in-law"), new("Nuora", "Daughter-in-law")),
        [17] = (new("Suocero", "Father-in-law"), new("Suocera", "Mother-in-law")),
        [18] = (new("Cognato", "Brother-in-law"), new("Cognata", "Sister-in-law")),
        [22] = Both("Altro affine", "Other relative by marriage"),
        [23] = Both("Convivente", "Cohabitant"),
        [28] = (new("Unito civilmente", "Civil partner"), new("Unita civilmente", "Civil partner")),
    };

    private static readonly Dictionary<int, (Texts Male, Texts Female)> MaritalStatuses = new()
    {
        [1] = (new("Celibe", "Single"), new("Nubile", "Single")),
        [2] = (new("Coniugato", "Married"), new("Coniugata", "Married")),
        [3] = (new("Vedovo", "Widowed"), new("Vedova", "Widowed")),
        [4] = (new("Divorziato", "Divorced"), new("Divorziata", "Divorced")),
        [6] = (new("Unito civilmente", "In a civil union"), new("Unita civilmente", "In a civil union")),
        [7] = Both("Stato libero (decesso della parte unita)", "Free (partner deceased)"),
        [8] = Both("Stato libero (scioglimento dell'unione)", "Free (union dissolved)"),
    };

    /// <summary>Words other programs use for the codes of table 05, besides the names of this one.</summary>
    private static readonly Dictionary<string, int> RelationshipWords = new()
    {
        ["intestatario"] = 1,
        ["intestataria"] = 1,
        ["intestatario scheda"] = 1,
        ["is"] = 1,
        ["capofamiglia"] = 1,
        ["capo famiglia"] = 1,
        ["coniuge"] = 2,
        ["co"] = 2,
        ["ma"] = 2,
        ["mo"] = 2,
        ["figlio a"] = 3,
        ["fi"] = 3,
        ["nipote"] = 4,
        ["padre madre"] = 6,
        ["fratello sorella"] = 9,
        ["convivente"] = 23,
        ["unito civilmente"] = 28,
        ["unita civilmente"] = 28,
    };

    private static readonly Dictionary<string, int> MaritalStatusWords = new()
    {
        ["celibe nubile"] = 1,
        ["libero"] = 1,
        ["coniugato a"] = 2,
        ["vedovo a"] = 3,
        ["divorziato a"] = 4,
        ["stato libero"] = 4,
        ["ignoto"] = 9,
        ["non noto"] = 9,
    };

    /// <summary>The tie to the head that a file calls so, by its code or in words; null when there is none.</summary>
    public static int? RelationshipOf(string written) => CodeOf(written, Relationships, RelationshipWords);

    /// <summary>The marital status that a file calls so, by its code or in words; null when there is none.</summary>
    public static int? MaritalStatusOf(string written) => CodeOf(written, MaritalStatuses, MaritalStatusWords);

    private static int? CodeOf(string written, Dictionary<int, (Texts Male, Texts Female)> table, Dictionary<string, int> words)
    {
        if (int.TryParse(written, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var code))
            return table.ContainsKey(code) || words.ContainsValue(code) ? code : null;
        var plain = Plain(written);
        if (words.TryGetValue(plain, out code)) return code;
        return table.Where(one => Plain(one.Value.Male.It) == plain || Plain(one.Value.Female.It) == plain).Select(one => (int?)one.Key).FirstOrDefault();
    }

    private static string Plain(string words) => string.Join(' ', Liburia.Platform.Search.SearchWords.Of(words));

    public static Texts Relationship(int code, string sex) => Pick(Relationships, code, sex);

    public static Texts MaritalStatus(int code, string sex) => Pick(MaritalStatuses, code, sex);

    public static Texts Certifiability(int level) => level switch
    {
        0 => new("Non certificabile", "Not certifiable"),
        1 => new("Solo residenza e stato di famiglia", "Residence and household only"),
        2 => new("Completa", "Complete"),
        3 => new("Non iscrivibile", "Cannot be enrolled"),
        4 => new("Interdetto sottoposto a tutela", "Under guardianship"),
        _ => new("Sconosciuta", "Unknown"),
    };

    private static Texts Pick(Dictionary<int, (Texts Male, Texts Female)> table, int code, string sex) =>
        table.TryGetValue(code, out var found) ? sex == "F" ? found.Female : found.Male : new("Non definito", "Undefined");

    private static (Texts, Texts) Both(string it, string en) => (new(it, en), new(it, en));
}
