using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Liburia.Web;

/// <summary>A Comune of Italy as the national lists know it.</summary>
internal sealed record Listed(string Istat, string Belfiore, string Name, string Province, string ProvinceName, string PostCode, string Pec, int Population, double Latitude, double Longitude)
{
    /// <summary>Name in addresses: <c>gricignano-di-aversa</c>.</summary>
    public string Slug
    {
        get
        {
            var plain = new string([.. Name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)]).ToLowerInvariant();
            return string.Join('-', plain.Replace("'", "", StringComparison.Ordinal).Split([.. plain.Where(c => !char.IsAsciiLetterOrDigit(c) && c != '\'').Distinct()], StringSplitOptions.RemoveEmptyEntries));
        }
    }
}

/// <summary>The Comuni of Italy (Seed/comuni.csv; sources and licences in src/Web/README.md).</summary>
internal static class Gazetteer
{
    /// <summary>By ISTAT code, cadastral code, or IPA code (<c>c_</c> + cadastral code); null when there is none.</summary>
    public static Listed? Find(string code)
    {
        var wanted = code.StartsWith("c_", StringComparison.OrdinalIgnoreCase) ? code[2..] : code;
        return All().FirstOrDefault(listed => listed.Istat == wanted || listed.Belfiore.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    public static IEnumerable<Listed> All()
    {
        using var stream = typeof(Gazetteer).Assembly.GetManifestResourceStream("Liburia.Web.Seed.comuni.csv")!;
        using var csv = new CsvReader(new StreamReader(stream), new CsvConfiguration(CultureInfo.InvariantCulture));
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            string Field(string name) => csv.GetField(name) ?? "";
            double Number(string name) => double.TryParse(Field(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
            yield return new Listed(Field("istat"), Field("belfiore"), Field("name"), Field("province"), Field("province_name"), Field("cap"), Field("pec"), (int)Number("population"), Number("lat"), Number("lon"));
        }
    }
}
