using System.Reflection;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Platform.UseCases;

/// <summary>Refuses a use case whose <see cref="NeedsAttribute"/> names a right the sender lacks.</summary>
public sealed class PermissionBehaviour<TRequest, TResponse>(CurrentUser user) : IPipelineBehavior<TRequest, TResponse> where TRequest : IRequest<TResponse>
{
    static readonly string[] Needed = [.. UseCase.Of(typeof(TRequest)).GetCustomAttributes<NeedsAttribute>().Select(n => n.Permission)];
    static readonly bool Open = UseCase.Of(typeof(TRequest)).IsDefined(typeof(OpenToAllAttribute));

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (Needed.Length == 0 && !Open) throw new InvalidOperationException($"{UseCase.NameOf(typeof(TRequest))} says neither [Needs] nor [OpenToAll].");
        foreach (var permission in Needed)
            if (!user.Can(permission)) throw new ForbiddenException(permission);
        return next();
    }
}

/// <summary>Checks the input before the handler sees it; all messages at once.</summary>
public sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse> where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var unstorable = StorableText.Check(request);
        if (unstorable.Count > 0) throw new ValidationException(unstorable);
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            if (!result.IsValid) throw new ValidationException(result.Errors);
        }
        return await next();
    }
}

/// <summary>Names the use case for the audit trail and the trace. Never logs its content, which may be personal.</summary>
public sealed class AuditBehaviour<TRequest, TResponse>(SaveServices save) : IPipelineBehavior<TRequest, TResponse> where TRequest : IRequest<TResponse>
{
    static readonly string Name = UseCase.NameOf(typeof(TRequest));

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = Activities.Source.StartActivity(Name);
        save.Action = Name;
        return await next();
    }
}

/// <summary>A use case is a static class with its command or query nested inside; attributes stand on the outer class.</summary>
public static class UseCase
{
    /// <summary>The class that carries the attributes.</summary>
    public static Type Of(Type request) => request.DeclaringType ?? request;

    /// <summary>"ResolveTicket".</summary>
    public static string NameOf(Type request) => Of(request).Name;
}
