using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddSegments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                    first_contract_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    open_tickets = table.Column<int>(type: "integer", nullable: false),
                    open_complaints = table.Column<int>(type: "integer", nullable: false),
                    score = table.Column<short>(type: "smallint", nullable: true),
                    score_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
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
                name: "ix_auto_tags_key",
                schema: "customers",
                table: "auto_tags",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_facts_cluster_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "cluster", "customer_id" },
                filter: "cluster is not null");

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
                name: "ix_tag_holders_customer_id",
                schema: "customers",
                table: "tag_holders",
                column: "customer_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "facts",
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
                name: "rfm_edges",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "segments",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "stale_facts",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "tag_holders",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "auto_tags",
                schema: "customers");
        }
    }
}
