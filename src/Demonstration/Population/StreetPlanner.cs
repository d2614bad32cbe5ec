using System.Globalization;

namespace Liburia.Demonstration.Population;

/// <summary>Lays out the streets of a Comune and their civic numbers, about one per household.</summary>
internal static class StreetPlanner
{
    private const int MainStreets = 24;
    private const int FewestCivics = 4;
    private const int MainStreetNumbers = 40;

    internal static (List<GeneratedStreet> Streets, List<GeneratedCivic> Civics) Plan(PopulationPlan plan, SeededRandom random)
    {
        var names = PopulationData.Current.Streets.ToArray();
        random.Shuffle(names.AsSpan(MainStreets));
        var count = Math.Min(Math.Clamp(40 + (plan.Inhabitants / 350), 40, 140), names.Length);
        var streets = new List<GeneratedStreet>(count);
        var weights = new int[count];
        for (var i = 0; i < count; i++)
        {
            var code = ((i + 1) * 10).ToString("D6", CultureInfo.InvariantCulture);
            streets.Add(new GeneratedStreet(i, code, names[i].Qualifier, names[i].Name));
            var isShort = names[i].Qualifier is "VICO" or "TRAVERSA" or "PIAZZA";
            weights[i] = i == 0 ? 50 : isShort ? random.Between(3, 10) : random.Between(i < MainStreets ? 20 : 8, i < MainStreets ? 40 : 26);
        }

        var wanted = (long)Math.Ceiling(plan.Inhabitants / 2.6m);
        var total = weights.Sum();
        var civics = new List<GeneratedCivic>((int)wanted + (FewestCivics * count));
        foreach (var street in streets)
        {
            var share = (int)(((wanted * weights[street.Index]) + total - 1) / total);
            AddCivics(street.Index, Math.Max(share, street.Index == 0 ? MainStreetNumbers : FewestCivics), civics, random);
        }

        return (streets, civics);
    }

    private static void AddCivics(int street, int count, List<GeneratedCivic> civics, SeededRandom random)
    {
        var end = civics.Count + count;
        for (var number = 1; civics.Count < end; number++)
        {
            // Odd and even numbers face each other; gates are missing here and there, except along the first street.
            var isCertain = street == 0 && number <= MainStreetNumbers;
            if (!isCertain && random.Chance(80))
            {
                continue;
            }

            civics.Add(new GeneratedCivic(civics.Count, street, number, null));
            if (!isCertain && random.Chance(50))
            {
                civics.Add(new GeneratedCivic(civics.Count, street, number, "A"));
                if (random.Chance(250))
                {
                    civics.Add(new GeneratedCivic(civics.Count, street, number, "B"));
                }
            }
        }
    }
}
