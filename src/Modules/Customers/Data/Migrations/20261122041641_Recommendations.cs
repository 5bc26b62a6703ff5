using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class Recommendations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "personalisation_off_at",
                schema: "customers",
                table: "customers",
                type: "timestamp with time zone",
                nullable: true);

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

            migrationBuilder.CreateIndex(
                name: "ix_customers_created_at",
                schema: "customers",
                table: "customers",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_product_pairs_product",
                schema: "customers",
                table: "product_pairs",
                column: "product");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "product_pairs",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_created_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "personalisation_off_at",
                schema: "customers",
                table: "customers");
        }
    }
}
