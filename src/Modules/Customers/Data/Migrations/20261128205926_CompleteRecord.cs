using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class CompleteRecord : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_customers_owner_id_next_review_due",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "next_review_due",
                schema: "customers",
                table: "customers");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "planned_from",
                schema: "customers",
                table: "to_dos",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "words",
                schema: "customers",
                table: "notes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<List<Guid>>(
                name: "file_ids",
                schema: "customers",
                table: "interactions",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "origin",
                schema: "customers",
                table: "interactions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "words",
                schema: "customers",
                table: "interactions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "file_id",
                schema: "customers",
                table: "imports",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "mapping_id",
                schema: "customers",
                table: "imports",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "cadence_days",
                schema: "customers",
                table: "customers",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "custom",
                schema: "customers",
                table: "customers",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "erased_at",
                schema: "customers",
                table: "customers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<List<long>>(
                name: "former_numbers",
                schema: "customers",
                table: "customers",
                type: "bigint[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "personalisation_off_at",
                schema: "customers",
                table: "customers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "since_reason",
                schema: "customers",
                table: "customers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "since_said",
                schema: "customers",
                table: "customers",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parts",
                schema: "customers",
                table: "customer_points",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "preferences",
                schema: "customers",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "preferred_channel",
                schema: "customers",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parts",
                schema: "customers",
                table: "contact_points",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search",
                schema: "customers",
                table: "notes",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "to_tsvector('simple', coalesce(words, ''))",
                stored: true);

            migrationBuilder.AddColumn<NpgsqlTsVector>(
                name: "search",
                schema: "customers",
                table: "interactions",
                type: "tsvector",
                nullable: true,
                computedColumnSql: "to_tsvector('simple', coalesce(words, ''))",
                stored: true);

            migrationBuilder.CreateTable(
                name: "admission_decisions",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    to = table.Column<string>(type: "text", nullable: false),
                    ticked = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_admission_decisions", x => x.id);
                    table.ForeignKey(
                        name: "fk_admission_decisions_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "assessments",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    title = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    necessity = table.Column<string>(type: "text", nullable: false),
                    risks = table.Column<string>(type: "text", nullable: false),
                    measures = table.Column<string>(type: "text", nullable: false),
                    conclusion = table.Column<string>(type: "text", nullable: false),
                    review_on = table.Column<DateOnly>(type: "date", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assessments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "auto_tags",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "text", nullable: true),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    color = table.Column<string>(type: "text", nullable: false),
                    rule = table.Column<string>(type: "jsonb", nullable: false),
                    off = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_auto_tags", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "calendar_feeds",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_feeds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cluster_runs",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    result = table.Column<string>(type: "jsonb", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "consents",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    given = table.Column<bool>(type: "boolean", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "criteria",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    position = table.Column<int>(type: "integer", nullable: false),
                    english = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    chinese = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    required = table.Column<bool>(type: "boolean", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_criteria", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "customer_days",
                schema: "customers",
                columns: table => new
                {
                    level = table.Column<string>(type: "text", nullable: false),
                    registered = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "data_classes",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    field = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    reviewed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reviewed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_classes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "duplicate_candidates",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    low_id = table.Column<long>(type: "bigint", nullable: false),
                    high_id = table.Column<long>(type: "bigint", nullable: false),
                    bits = table.Column<float>(type: "real", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dismissed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dismissed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicate_candidates", x => x.id);
                    table.CheckConstraint("ck_duplicate_candidates_order", "low_id < high_id");
                    table.ForeignKey(
                        name: "fk_duplicate_candidates_customers_high_id",
                        column: x => x.high_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_duplicate_candidates_customers_low_id",
                        column: x => x.low_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "duplicate_keys",
                schema: "customers",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicate_keys", x => new { x.key, x.customer_id });
                });

            migrationBuilder.CreateTable(
                name: "duplicate_scans",
                schema: "customers",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    keys = table.Column<long[]>(type: "bigint[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicate_scans", x => x.customer_id);
                });

            migrationBuilder.CreateTable(
                name: "export_choices",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    records = table.Column<string>(type: "text", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    columns = table.Column<List<string>>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_export_choices", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "facts",
                schema: "customers",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    admission = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<string>(type: "text", nullable: true),
                    industry = table.Column<string>(type: "text", nullable: true),
                    region = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    tags = table.Column<List<string>>(type: "text[]", nullable: false),
                    since = table.Column<DateOnly>(type: "date", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    band = table.Column<string>(type: "text", nullable: true),
                    value_class = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'low'"),
                    contact_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    spend30 = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    spend90 = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    spend365 = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    spend_ever = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    orders30 = table.Column<int>(type: "integer", nullable: false),
                    orders90 = table.Column<int>(type: "integer", nullable: false),
                    orders365 = table.Column<int>(type: "integer", nullable: false),
                    orders_ever = table.Column<int>(type: "integer", nullable: false),
                    average_order30 = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    average_order90 = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    average_order365 = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    average_order_ever = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    first_purchase_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_purchase_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    products = table.Column<List<string>>(type: "text[]", nullable: false),
                    interactions30 = table.Column<int>(type: "integer", nullable: false),
                    interactions90 = table.Column<int>(type: "integer", nullable: false),
                    interactions365 = table.Column<int>(type: "integer", nullable: false),
                    interactions_ever = table.Column<int>(type: "integer", nullable: false),
                    last_contact_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    usages30 = table.Column<int>(type: "integer", nullable: false),
                    usages90 = table.Column<int>(type: "integer", nullable: false),
                    usages365 = table.Column<int>(type: "integer", nullable: false),
                    usages_ever = table.Column<int>(type: "integer", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_contract_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    open_tickets = table.Column<int>(type: "integer", nullable: false),
                    open_complaints = table.Column<int>(type: "integer", nullable: false),
                    score = table.Column<short>(type: "smallint", nullable: true),
                    score_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    profiled = table.Column<bool>(type: "boolean", nullable: false, defaultValueSql: "true"),
                    churn_risk = table.Column<double>(type: "double precision", nullable: true),
                    recency = table.Column<short>(type: "smallint", nullable: true),
                    frequency = table.Column<short>(type: "smallint", nullable: true),
                    money = table.Column<short>(type: "smallint", nullable: true),
                    rfm = table.Column<string>(type: "text", nullable: true, computedColumnSql: "case\n  when recency >= 4 then case when frequency + money >= 7 then 'champions' when frequency + money >= 3 then 'potential_loyal' else 'new_buyers' end\n  when recency = 3 then case when frequency + money >= 7 then 'loyal' when frequency + money >= 5 then 'need_attention' else 'about_to_sleep' end\n  when recency = 2 then case when frequency + money >= 5 then 'at_risk' else 'hibernating' end\n  when recency = 1 then case when frequency + money >= 7 then 'cannot_lose' when frequency + money >= 5 then 'at_risk' else 'lost' end\nend", stored: true),
                    cluster = table.Column<short>(type: "smallint", nullable: true),
                    refreshed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_facts", x => x.customer_id);
                    table.ForeignKey(
                        name: "fk_facts_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "field_definitions",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    english = table.Column<string>(type: "text", nullable: false),
                    chinese = table.Column<string>(type: "text", nullable: false),
                    required = table.Column<bool>(type: "boolean", nullable: false),
                    in_list = table.Column<bool>(type: "boolean", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    options = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_field_definitions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_mappings",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_mappings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "incidents",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    title = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    people_affected = table.Column<int>(type: "integer", nullable: true),
                    found_at = table.Column<DateOnly>(type: "date", nullable: true),
                    measures = table.Column<string>(type: "text", nullable: true),
                    authority_told_at = table.Column<DateOnly>(type: "date", nullable: true),
                    people_told_at = table.Column<DateOnly>(type: "date", nullable: true),
                    lessons = table.Column<string>(type: "text", nullable: true),
                    closed_at = table.Column<DateOnly>(type: "date", nullable: true),
                    cause = table.Column<string>(type: "text", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_incidents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "known_contracts",
                schema: "customers",
                columns: table => new
                {
                    opportunity_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_contracts", x => x.opportunity_id);
                });

            migrationBuilder.CreateTable(
                name: "known_scores",
                schema: "customers",
                columns: table => new
                {
                    response_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    headline = table.Column<short>(type: "smallint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_scores", x => x.response_id);
                });

            migrationBuilder.CreateTable(
                name: "known_tickets",
                schema: "customers",
                columns: table => new
                {
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    complaint = table.Column<bool>(type: "boolean", nullable: false),
                    open = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_tickets", x => x.ticket_id);
                });

            migrationBuilder.CreateTable(
                name: "looks",
                schema: "customers",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    times = table.Column<int>(type: "integer", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_looks", x => new { x.customer_id, x.day, x.staff_id, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "merges",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    from_id = table.Column<long>(type: "bigint", nullable: false),
                    into_id = table.Column<long>(type: "bigint", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undone_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merges", x => x.id);
                    table.ForeignKey(
                        name: "fk_merges_customers_from_id",
                        column: x => x.from_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_merges_customers_into_id",
                        column: x => x.into_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "playbooks",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "text", nullable: false),
                    english = table.Column<string>(type: "text", nullable: false),
                    chinese = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_playbooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "product_pairs",
                schema: "customers",
                columns: table => new
                {
                    product = table.Column<string>(type: "text", nullable: false),
                    other = table.Column<string>(type: "text", nullable: false),
                    together = table.Column<long>(type: "bigint", nullable: false),
                    product_buyers = table.Column<long>(type: "bigint", nullable: false),
                    other_buyers = table.Column<long>(type: "bigint", nullable: false),
                    buyers = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "restricted",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    law = table.Column<string>(type: "text", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_restricted", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reveals",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by_id = table.Column<long>(type: "bigint", nullable: true),
                    decision_note = table.Column<string>(type: "text", nullable: true),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reveals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rfm_edges",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    recency = table.Column<DateTimeOffset[]>(type: "timestamp with time zone[]", nullable: false),
                    frequency = table.Column<decimal[]>(type: "numeric[]", nullable: false),
                    money = table.Column<decimal[]>(type: "numeric[]", nullable: false),
                    buyers = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rfm_edges", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rights_requests",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    details = table.Column<string>(type: "text", nullable: false),
                    received_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    identity_how = table.Column<string>(type: "text", nullable: true),
                    identity_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    identity_by_id = table.Column<long>(type: "bigint", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    outcome_note = table.Column<string>(type: "text", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rights_requests", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "segments",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "text", nullable: true),
                    part = table.Column<int>(type: "integer", nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    rule = table.Column<string>(type: "jsonb", nullable: false),
                    shared = table.Column<bool>(type: "boolean", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retired = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_segments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sensitive_values",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sensitive_values", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sharings",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    what = table.Column<string>(type: "text", nullable: false),
                    recipient = table.Column<string>(type: "text", nullable: false),
                    why = table.Column<string>(type: "text", nullable: false),
                    how = table.Column<string>(type: "text", nullable: false),
                    authority = table.Column<string>(type: "text", nullable: false),
                    de_identified = table.Column<bool>(type: "boolean", nullable: false),
                    approver_id = table.Column<long>(type: "bigint", nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sharings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stale_facts",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stale_facts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usages",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    product = table.Column<string>(type: "text", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(18,3)", precision: 18, scale: 3, nullable: false),
                    unit = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    recorded_by_id = table.Column<long>(type: "bigint", nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usages", x => x.id);
                    table.ForeignKey(
                        name: "fk_usages_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tag_holders",
                schema: "customers",
                columns: table => new
                {
                    tag_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tag_holders", x => new { x.tag_id, x.customer_id });
                    table.ForeignKey(
                        name: "fk_tag_holders_auto_tags_tag_id",
                        column: x => x.tag_id,
                        principalSchema: "customers",
                        principalTable: "auto_tags",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_tag_holders_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_owner_id_due_at",
                schema: "customers",
                table: "to_dos",
                columns: new[] { "owner_id", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_planned",
                schema: "customers",
                table: "to_dos",
                column: "customer_id",
                unique: true,
                filter: "planned_from is not null and closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_notes_search",
                schema: "customers",
                table: "notes",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_notes_unindexed",
                schema: "customers",
                table: "notes",
                column: "id",
                filter: "words is null");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_contact_id_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "contact_id", "at", "id" },
                filter: "contact_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_origin",
                schema: "customers",
                table: "interactions",
                column: "origin",
                unique: true,
                filter: "origin is not null");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_responsible_id_at",
                schema: "customers",
                table: "interactions",
                columns: new[] { "responsible_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_search",
                schema: "customers",
                table: "interactions",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_unindexed",
                schema: "customers",
                table: "interactions",
                column: "id",
                filter: "words is null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_changed_at",
                schema: "customers",
                table: "customers",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "ix_customers_created_at",
                schema: "customers",
                table: "customers",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_customers_custom",
                schema: "customers",
                table: "customers",
                column: "custom")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_erased_at",
                schema: "customers",
                table: "customers",
                column: "erased_at",
                filter: "erased_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_folded_name_alike",
                schema: "customers",
                table: "customers",
                column: "folded_name",
                filter: "folded_name ~ '[a-z]'")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_own_cadence",
                schema: "customers",
                table: "customers",
                column: "id",
                filter: "cadence_days is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_last_reviewed_at",
                schema: "customers",
                table: "customers",
                columns: new[] { "owner_id", "last_reviewed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_admission_decisions_customer_id",
                schema: "customers",
                table: "admission_decisions",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_auto_tags_key",
                schema: "customers",
                table: "auto_tags",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_hash",
                schema: "customers",
                table: "calendar_feeds",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_staff_id",
                schema: "customers",
                table: "calendar_feeds",
                column: "staff_id",
                filter: "revoked_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_consents_customer_id_purpose_id",
                schema: "customers",
                table: "consents",
                columns: new[] { "customer_id", "purpose", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_days_day",
                schema: "customers",
                table: "customer_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_customer_days_fresh",
                schema: "customers",
                table: "customer_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");

            migrationBuilder.CreateIndex(
                name: "ix_data_classes_field",
                schema: "customers",
                table: "data_classes",
                column: "field",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_candidates_high_id",
                schema: "customers",
                table: "duplicate_candidates",
                column: "high_id");

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_candidates_low_id_high_id",
                schema: "customers",
                table: "duplicate_candidates",
                columns: new[] { "low_id", "high_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_candidates_open",
                schema: "customers",
                table: "duplicate_candidates",
                columns: new[] { "bits", "id" },
                descending: new bool[0],
                filter: "dismissed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_scans_changed_at",
                schema: "customers",
                table: "duplicate_scans",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "ix_export_choices_staff_id_records",
                schema: "customers",
                table: "export_choices",
                columns: new[] { "staff_id", "records" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_facts_band_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "band", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_cluster_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "cluster", "customer_id" },
                filter: "cluster is not null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_contact_due_at_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "contact_due_at", "customer_id" },
                filter: "contact_due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_interactions90_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "interactions90", "customer_id" },
                filter: "interactions90 > 0");

            migrationBuilder.CreateIndex(
                name: "ix_facts_last_contact_at_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "last_contact_at", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_last_purchase_at_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "last_purchase_at", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_last_used_at_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "last_used_at", "customer_id" },
                filter: "last_used_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_open_tickets_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "open_tickets", "customer_id" },
                filter: "open_tickets > 0");

            migrationBuilder.CreateIndex(
                name: "ix_facts_owner_id_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "owner_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_products",
                schema: "customers",
                table: "facts",
                column: "products")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_facts_rfm_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "rfm", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_spend365_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "spend365", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_tags",
                schema: "customers",
                table: "facts",
                column: "tags")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_facts_team_id_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "team_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_unprofiled",
                schema: "customers",
                table: "facts",
                columns: new[] { "customer_id", "owner_id", "team_id" },
                filter: "not profiled");

            migrationBuilder.CreateIndex(
                name: "ix_facts_value_class_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "value_class", "customer_id" },
                filter: "value_class <> 'low'");

            migrationBuilder.CreateIndex(
                name: "ix_field_definitions_key",
                schema: "customers",
                table: "field_definitions",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_import_mappings_kind_hash",
                schema: "customers",
                table: "import_mappings",
                columns: new[] { "kind", "hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_incidents_cause",
                schema: "customers",
                table: "incidents",
                column: "cause",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_known_contracts_customer_id",
                schema: "customers",
                table: "known_contracts",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_known_scores_customer_id_at",
                schema: "customers",
                table: "known_scores",
                columns: new[] { "customer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_known_tickets_customer_id",
                schema: "customers",
                table: "known_tickets",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_looks_day_staff_id",
                schema: "customers",
                table: "looks",
                columns: new[] { "day", "staff_id" });

            migrationBuilder.CreateIndex(
                name: "ix_merges_from_id",
                schema: "customers",
                table: "merges",
                column: "from_id");

            migrationBuilder.CreateIndex(
                name: "ix_merges_into_id",
                schema: "customers",
                table: "merges",
                column: "into_id");

            migrationBuilder.CreateIndex(
                name: "ix_merges_undoable",
                schema: "customers",
                table: "merges",
                column: "at",
                filter: "before is not null");

            migrationBuilder.CreateIndex(
                name: "ix_playbooks_key",
                schema: "customers",
                table: "playbooks",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_product_pairs_product",
                schema: "customers",
                table: "product_pairs",
                column: "product");

            migrationBuilder.CreateIndex(
                name: "ix_restricted_until",
                schema: "customers",
                table: "restricted",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "ix_reveals_customer_id",
                schema: "customers",
                table: "reveals",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_reveals_requested",
                schema: "customers",
                table: "reveals",
                column: "id",
                filter: "state = 'requested'");

            migrationBuilder.CreateIndex(
                name: "ix_reveals_staff_id_until",
                schema: "customers",
                table: "reveals",
                columns: new[] { "staff_id", "until" });

            migrationBuilder.CreateIndex(
                name: "ix_rights_requests_customer_id",
                schema: "customers",
                table: "rights_requests",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_rights_requests_due_on_id",
                schema: "customers",
                table: "rights_requests",
                columns: new[] { "due_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_segments_key_part",
                schema: "customers",
                table: "segments",
                columns: new[] { "key", "part" },
                unique: true,
                filter: "key is not null")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_segments_owner_id_id",
                schema: "customers",
                table: "segments",
                columns: new[] { "owner_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sensitive_values_customer_id",
                schema: "customers",
                table: "sensitive_values",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_tag_holders_customer_id",
                schema: "customers",
                table: "tag_holders",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_usages_customer_id_used_at_id",
                schema: "customers",
                table: "usages",
                columns: new[] { "customer_id", "used_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_usages_source_external_id",
                schema: "customers",
                table: "usages",
                columns: new[] { "source", "external_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "admission_decisions",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "assessments",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "calendar_feeds",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "cluster_runs",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "consents",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "criteria",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "customer_days",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "data_classes",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "duplicate_candidates",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "duplicate_keys",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "duplicate_scans",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "export_choices",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "facts",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "field_definitions",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "import_mappings",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "incidents",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "known_contracts",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "known_scores",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "known_tickets",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "looks",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "merges",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "playbooks",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "product_pairs",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "restricted",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "reveals",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "rfm_edges",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "rights_requests",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "segments",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "sensitive_values",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "sharings",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "stale_facts",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "tag_holders",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "usages",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "auto_tags",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_to_dos_owner_id_due_at",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropIndex(
                name: "ix_to_dos_planned",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropIndex(
                name: "ix_notes_search",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropIndex(
                name: "ix_notes_unindexed",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropIndex(
                name: "ix_interactions_at_id",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_contact_id_at_id",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_origin",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_responsible_id_at",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_search",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_unindexed",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_customers_changed_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_created_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_custom",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_erased_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_folded_name_alike",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_own_cadence",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_owner_id_last_reviewed_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "search",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropColumn(
                name: "search",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "planned_from",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropColumn(
                name: "words",
                schema: "customers",
                table: "notes");

            migrationBuilder.DropColumn(
                name: "file_ids",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "origin",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "words",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "file_id",
                schema: "customers",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "mapping_id",
                schema: "customers",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "cadence_days",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "custom",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "erased_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "former_numbers",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "personalisation_off_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "since_reason",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "since_said",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "parts",
                schema: "customers",
                table: "customer_points");

            migrationBuilder.DropColumn(
                name: "preferences",
                schema: "customers",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "preferred_channel",
                schema: "customers",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "parts",
                schema: "customers",
                table: "contact_points");

            migrationBuilder.AlterDatabase()
                .OldAnnotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_review_due",
                schema: "customers",
                table: "customers",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_next_review_due",
                schema: "customers",
                table: "customers",
                columns: new[] { "owner_id", "next_review_due" });
        }
    }
}
