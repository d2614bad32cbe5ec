using Liburia.Procedures.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Answers.Kinds;

/// <summary>The kinds of question that every procedure may ask.</summary>
internal static class Registration
{
    public static void Add(IServiceCollection services) => services
            .AddSingleton<IQuestionKind, TextKind>().AddSingleton<IQuestionKind, LinesKind>().AddSingleton<IQuestionKind, ChoiceKind>().AddSingleton<IQuestionKind, ChoicesKind>()
            .AddSingleton<IQuestionKind, YesNoKind>().AddSingleton<IQuestionKind, DateKind>().AddSingleton<IQuestionKind, PeriodKind>().AddSingleton<IQuestionKind, NumberKind>()
            .AddSingleton<IQuestionKind, MoneyKind>().AddSingleton<IQuestionKind, PersonKind>().AddSingleton<IQuestionKind, TaxCodeKind>().AddSingleton<IQuestionKind, CompanyKind>()
            .AddSingleton<IQuestionKind, IbanKind>().AddSingleton<IQuestionKind, AddressKind>().AddSingleton<IQuestionKind, PlaceKind>().AddSingleton<IQuestionKind, ParcelKind>()
            .AddSingleton<IQuestionKind, PlateKind>().AddSingleton<IQuestionKind, EmailKind>().AddSingleton<IQuestionKind, PhoneKind>().AddSingleton<IQuestionKind, FileKind>()
            .AddSingleton<IQuestionKind, DeclarationKind>();
}
