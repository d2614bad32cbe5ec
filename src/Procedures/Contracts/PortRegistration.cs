using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Procedures.Contracts;

/// <summary>How a module registers what procedures' files may name: once, under its name, with what a file may say of it.</summary>
public static class PortRegistration
{
    public static IServiceCollection AddOutcome<T>(this IServiceCollection services, OutcomeDescriptor descriptor) where T : class, IOutcome =>
        services.AddSingleton(descriptor).AddKeyedScoped<IOutcome, T>(descriptor.Name);

    public static IServiceCollection AddFee<T>(this IServiceCollection services, FeeDescriptor descriptor) where T : class, IFee =>
        services.AddSingleton(descriptor).AddKeyedScoped<IFee, T>(descriptor.Name);

    public static IServiceCollection AddAct<T>(this IServiceCollection services, ActDescriptor descriptor) where T : class, IOutcomeAct =>
        services.AddSingleton(descriptor).AddKeyedScoped<IOutcomeAct, T>(descriptor.Name);

    public static IServiceCollection AddAnswerSource<T>(this IServiceCollection services, SourceDescriptor descriptor) where T : class, IAnswerSource =>
        services.AddSingleton(descriptor).AddKeyedScoped<IAnswerSource, T>(descriptor.Name);
}
