using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Platform.Api;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Crm.Platform.Web;

/// <summary>The web side of the platform: pages of all modules, errors, headers, languages, the JSON API.</summary>
public static class CrmWeb
{
    /// <summary>The policy that DESIGN asks for: no inline script or style, nothing from elsewhere.</summary>
    const string ContentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Registers pages and what they need.</summary>
    public static IServiceCollection AddCrmWeb(this IServiceCollection services, IReadOnlyList<Module> modules)
    {
        var mvc = services.AddRazorPages(options =>
        {
            options.RootDirectory = "/Features";
        }).AddMvcOptions(options =>
        {
            options.ModelBinderProviders.Insert(0, new InstantBinder());
            // MVC must not answer before FluentValidation does, in its own words.
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        });
        foreach (var module in modules) mvc.AddApplicationPart(module.Assembly);
        mvc.AddApplicationPart(typeof(CrmWeb).Assembly);
        LazyPages.Use(services);
        // There are none, and to find that out MVC would load every type there is.
        mvc.ConfigureApplicationPartManager(parts => parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single()));
        services.AddSingleton<IConfigureOptions<MvcOptions>, BindingMessages>();
        // Chinese leaves as it is, not as numbered entities: pages are UTF-8.
        services.Configure<Microsoft.Extensions.WebEncoders.WebEncoderOptions>(o => o.TextEncoderSettings = new(System.Text.Unicode.UnicodeRanges.All));
        services.AddAntiforgery(o => { o.Cookie.Name = "crm.af"; o.Cookie.HttpOnly = true; o.Cookie.SameSite = SameSiteMode.Lax; o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; });
        services.Configure<CookieTempDataProviderOptions>(o => { o.Cookie.Name = "crm.flash"; o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; });
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
            o.SerializerOptions.Converters.Add(new UtcInstants());
            o.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        // Only pages that say so are kept, and each host keeps a few megabytes at most.
        services.AddOutputCache(o => o.SizeLimit = 16 * 1024 * 1024);
        services.AddProxies();
        services.AddCrmApi();
        services.AddHttpContextAccessor().AddScoped<FormOnce>();
        ValidatorOptions.Global.LanguageManager = new ValidationMessages();
        return services;
    }

    /// <summary>The pipeline, in the only order that works.</summary>
    public static WebApplication UseCrm(this WebApplication app)
    {
        app.UseProxies();
        app.UseMiddleware<RequestLog>();
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            return next(context);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error/500",
            StatusCodeSelector = e => Problems.IsDatabaseAway(e) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseMiddleware<ApiProblems>();
        app.MapStaticAssets().AllowAnonymous();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<CurrentUserMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseOutputCache();
        app.UseMiddleware<Idempotency>();
        app.MapRazorPages().WithStaticAssets();
        app.MapCrmOpenApi();
        var modules = app.Services.GetRequiredService<ModuleList>();
        ApiRoutes api = new(app.MapGroup("/api/v1").AddCrmApi());
        foreach (var module in modules.All)
        {
            module.MapApi(api);
            module.MapEndpoints(app);
        }
        return app;
    }

    /// <summary>Messages for input that could not even be read, in the reader's language.</summary>
    sealed class BindingMessages(Texts texts) : IConfigureOptions<MvcOptions>
    {
        public void Configure(MvcOptions options)
        {
            DefaultModelBindingMessageProvider messages = options.ModelBindingMessageProvider;
            messages.SetValueMustNotBeNullAccessor(_ => texts["validation.required"]);
            messages.SetMissingBindRequiredValueAccessor(_ => texts["validation.required"]);
            messages.SetMissingKeyOrValueAccessor(() => texts["validation.required"]);
            messages.SetMissingRequestBodyRequiredValueAccessor(() => texts["validation.required"]);
            messages.SetAttemptedValueIsInvalidAccessor((value, _) => texts["validation.unreadable", value]);
            messages.SetNonPropertyAttemptedValueIsInvalidAccessor(value => texts["validation.unreadable", value]);
            messages.SetUnknownValueIsInvalidAccessor(_ => texts["validation.unreadable", ""]);
            messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => texts["validation.unreadable", ""]);
            messages.SetValueIsInvalidAccessor(value => texts["validation.unreadable", value]);
            messages.SetValueMustBeANumberAccessor(_ => texts["validation.number"]);
            messages.SetNonPropertyValueMustBeANumberAccessor(() => texts["validation.number"]);
        }
    }
}
